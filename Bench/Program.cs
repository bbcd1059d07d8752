using System.CommandLine;
using OAuthAttest.Bench.Campaigns;
using OAuthAttest.Bench.Engine;

var root = new RootCommand("Benchmarks of OAuthAttest. Each prints ratios to a bare baseline of the same run.")
{
    EngineBench.Command(),
    CampaignBench.Command(),
    SnapshotBench.Command(),
};
return await root.Parse(args).InvokeAsync();
