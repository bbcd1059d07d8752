using System.CommandLine;
using OAuthAttest.Bench.Campaigns;
using OAuthAttest.Bench.Consents;
using OAuthAttest.Bench.Engine;
using OAuthAttest.Bench.Engine.Soak;
using OAuthAttest.Bench.Inventory;
using OAuthAttest.Bench.Revocations;
using OAuthAttest.Bench.ScopeAudits;

var root = new RootCommand("Benchmarks of OAuthAttest. Each prints ratios to a bare baseline of the same run.")
{
    EngineBench.Command(),
    SoakBench.Command(),
    SoakVerb.Command(),
    ConsentBench.Command(),
    ServedVerb.Command(),
    CampaignBench.Command(),
    ClickBench.Command(),
    SnapshotBench.Command(),
    ImportBench.Command(),
    RevocationBench.Command(),
    SyncBench.Command(),
    SyncBench.Tenant(),
    AuditBench.Command(),
    AuditBench.Reader(),
};
return await root.Parse(args).InvokeAsync();
