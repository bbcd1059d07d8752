using System.CommandLine;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Demo;
using OAuthAttest.Local.Drill;
using OAuthAttest.Local.Import;
using OAuthAttest.Local.Migrate;
using OAuthAttest.Local.Rehearse;
using OAuthAttest.Local.Run;

var root = new RootCommand("OAuthAttest on one machine.")
{
    DemoVerb.Create(),
    RunVerb.Create(),
    ImportVerb.Create(),
    MigrateVerb.Create(),
    RehearseVerb.Create(),
    DrillVerb.Create(),
};

return await VerbRunner.RunAsync(root, args);
