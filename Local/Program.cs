using System.CommandLine;
using OAuthAttest.Local.Audit;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Demo;
using OAuthAttest.Local.Drill;
using OAuthAttest.Local.Import;
using OAuthAttest.Local.Migrate;
using OAuthAttest.Local.Rehearse;
using OAuthAttest.Local.Run;
using OAuthAttest.Local.Sync;
using OAuthAttest.Local.Verify;

var root = new RootCommand("OAuthAttest on one machine.")
{
    DemoVerb.Create(),
    RunVerb.Create(),
    ImportVerb.Create(),
    SyncVerb.Create(),
    MigrateVerb.Create(),
    RehearseVerb.Create(),
    VerifyVerb.Create(),
    AuditVerb.Create(),
    DrillVerb.Create(),
};

return await VerbRunner.RunAsync(root, args);
