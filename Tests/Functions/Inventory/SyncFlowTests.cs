using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Tests.Identity.Access;
using Xunit;

namespace OAuthAttest.Tests.Functions.Inventory;

/// <summary>The sync as an orchestration: by the timer, and before a campaign opens.</summary>
public sealed class SyncFlowTests
{
    [Fact]
    public async Task Campaign_WithASourceThatIsNotFresh_IsSyncedBeforeItOpens()
    {
        await using var graph = await TenantAsync();
        await using var world = await FlowWorld.StartAsync(SetupOf(graph));
        world.AddMember("ann");
        await world.AddPersonAsync("stale");
        var gone = await world.AddGrantAsync("stale");
        await world.ExecuteAsync("UPDATE inventory_sources SET last_succeeded_at = last_succeeded_at - interval '7 hours'");

        await world.OpenCampaignAsync();

        var run = await world.OneAsync(db => db.InventoryRuns);
        Assert.Equal((RunState.Succeeded, "campaign-2026Q4"), (run.State, run.Trigger));
        Assert.Equal(GrantStatus.Vanished, (await world.OneAsync(db => db.Grants.Where(grant => grant.Id == gone))).Status);
        var items = await world.ReadAsync(db => db.Items);
        var item = Assert.Single(items);
        Assert.Equal((await world.OneAsync(db => db.Grants.Where(grant => grant.ExternalId == "g1"))).Id, item.GrantId);
    }

    [Fact]
    public async Task Campaign_WithAFreshSource_IsNotSynced()
    {
        await using var graph = await TenantAsync();
        await using var world = await FlowWorld.StartAsync(SetupOf(graph));
        await world.AddPersonAsync("ann");
        await world.AddGrantAsync("ann");

        await world.OpenCampaignAsync();

        Assert.Empty(await world.ReadAsync(db => db.InventoryRuns));
        Assert.Single(await world.ReadAsync(db => db.Items));
    }

    [Fact]
    public async Task Campaign_WhoseSyncFails_IsDecidedByTheGate()
    {
        await using var graph = await TenantAsync();
        await using var world = await FlowWorld.StartAsync(SetupOf(graph));
        await world.AddPersonAsync("ann");
        await world.AddGrantAsync("ann");
        await world.ExecuteAsync("UPDATE inventory_sources SET last_succeeded_at = last_succeeded_at - interval '7 hours'");
        graph.PageFaults.Set("oauth2PermissionGrants", 1, PageFault.Lost);

        await world.OpenCampaignAsync();

        var run = await world.OneAsync(db => db.InventoryRuns);
        Assert.Equal(RunState.Failed, run.State);
        Assert.Empty(await world.ReadAsync(db => db.Campaigns));
        var outcome = (await world.Host.Engine.GetHistoryAsync(FlowWorld.Key.InstanceId))![^1].Result;
        Assert.Contains("the newest reading failed", outcome, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Timer_AtItsTime_SyncsEachSourceAndSaysHowItStands()
    {
        await using var graph = await TenantAsync();
        await using var world = await FlowWorld.StartAsync(SetupOf(graph));
        var unread = (await world.GetJsonAsync("sources")).GetProperty("sources")[0];
        Assert.Equal("NeverRead", unread.GetProperty("standing").GetString(), ignoreCase: true);
        Assert.True(unread.GetProperty("isConfigured").GetBoolean());

        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        var source = (await world.GetJsonAsync("sources")).GetProperty("sources")[0];
        Assert.Equal("entra", source.GetProperty("name").GetString());
        Assert.Equal("Read", source.GetProperty("standing").GetString(), ignoreCase: true);
        var run = source.GetProperty("lastRun");
        Assert.Equal("timer", run.GetProperty("trigger").GetString());
        Assert.Equal("Succeeded", run.GetProperty("state").GetString(), ignoreCase: true);
        Assert.Equal(1, run.GetProperty("grants").GetProperty("added").GetInt64());
        Assert.Equal(1, await world.ScalarAsync<long>("SELECT count(*) FROM grants WHERE status = 'Active'"));
    }

    internal static async Task<GraphSimulator> TenantAsync()
    {
        var graph = await GraphSimulator.StartAsync();
        graph.Add(SimulatedPrincipal.MicrosoftGraph);
        graph.Add(new SimulatedPrincipal("a1a1a1a1-0000-4000-8000-000000000001", "a2a2a2a2-0000-4000-8000-000000000001", "Notes"));
        graph.Add(new SimulatedEntraUser("d1d1d1d1-0000-4000-8000-000000000001", "ann@example.com", "Ann"));
        graph.Add(
            new SimulatedPermissionGrant(
                "g1", "a1a1a1a1-0000-4000-8000-000000000001", "d1d1d1d1-0000-4000-8000-000000000001", "Mail.Read")
        );
        return graph;
    }

    internal static HostSetup SetupOf(GraphSimulator graph) =>
        new()
        {
            Settings = new(graph.Settings("Sync"))
            {
                ["Sync:EntraSignIns"] = "00:00:00",
                ["Campaign:MaxInventoryAge"] = "1.00:00:00",
            },
            ConfigureServices = services =>
                services.AddKeyedSingleton<TokenCredential>(SyncOptions.Section, new FixedToken(graph.Options.Token)),
        };
}
