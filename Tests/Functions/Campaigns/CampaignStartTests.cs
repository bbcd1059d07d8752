using System.Net;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

public sealed class CampaignStartTests
{
    private static readonly Dictionary<string, string?> Enabled = new() { ["Campaign:Enabled"] = "true" };

    [Fact]
    public async Task Start_ManyTimesAtOnce_OpensOneCampaignAndAsksOnce()
    {
        await using var world = await FlowWorld.StartAsync(Enabled);
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.PostAsync("campaigns", "{}")));
        await world.Host.WhenIdleAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(3));
        using var late = await world.PostAsync("campaigns", """{"key":"2026Q4"}""");

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted));
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Equal(["request"], FlowWorld.Sent(jane));
        await using var db = world.Open();
        Assert.Equal(1, await db.Campaigns.CountAsync());
    }

    [Fact]
    public async Task Timer_SwitchedOff_StartsNothing()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");

        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));

        await using var db = world.Open();
        Assert.Equal(0, await db.Campaigns.CountAsync());
    }

    [Fact]
    public async Task Timer_SwitchedOn_StartsTheQuartersCampaignOnce()
    {
        await using var world = await FlowWorld.StartAsync(Enabled);
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");

        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal(
            (FlowWorld.Start.AddHours(1), "timer"),
            ((await world.CampaignAsync()).OpenedAt, (await world.CampaignAsync()).RequestedBy)
        );
        Assert.Equal(["request"], FlowWorld.Sent(jane));
    }

    [Fact]
    public async Task Timer_StaleInventory_TellsTheLeadOnceAndStartsWhenItIsFresh()
    {
        await using var world = await FlowWorld.StartAsync(Enabled);
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await using (var db = world.Open())
            await db.Sources.ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSucceededAt, FlowWorld.Start.AddDays(-30)));

        await world.Time.AdvanceAsync(TimeSpan.FromDays(2.5));
        Assert.Equal("2026Q4:start-blocked", Assert.Single(world.LeadMessages).Key);
        var blocked = await world.GetJsonAsync("campaigns/2026Q4");
        Assert.Equal("Blocked", blocked.GetProperty("state").GetString());
        await world.RefreshInventoryAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
        Assert.Equal(["request"], FlowWorld.Sent(jane));
    }

    [Fact]
    public async Task Start_StaleInventory_IsRefusedUnlessItIsAccepted()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await using (var db = world.Open())
            await db.Sources.ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSucceededAt, FlowWorld.Start.AddDays(-30)));

        using var refused = await world.PostAsync("campaigns", "{}");
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        using var problems = JsonDocument.Parse(await refused.Content.ReadAsStreamAsync());
        Assert.Contains("entra", problems.RootElement.GetProperty("problems")[0].GetString(), StringComparison.Ordinal);

        await world.OpenCampaignAsync("""{"acceptStale":true,"requestedBy":"mia"}""");
        Assert.Equal("key/local", (await world.CampaignAsync()).RequestedBy);
    }

    [Fact]
    public async Task CatchUp_AfterTheTimerWasMissed_StartsTheCampaign()
    {
        await using var world = await FlowWorld.StartAsync(Enabled);
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.StopHostAsync();
        world.Clock.Advance(TimeSpan.FromDays(4));
        await world.RefreshInventoryAsync();

        await world.RestartAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
    }

    [Fact]
    public async Task CatchUp_OrchestrationsLost_GoesOnFromTheTablesAndAsksNobodyTwice()
    {
        await using var world = await FlowWorld.StartAsync();
        var (jane, joe) = (await world.AddPersonAsync("jane"), await world.AddPersonAsync("joe"));
        var (kept, silent) = (await world.AddGrantAsync("jane"), await world.AddGrantAsync("joe"));
        await world.OpenCampaignAsync();
        await world.KeepAsync(jane, kept);
        await LoseOrchestrationsAsync(world);

        await world.Time.AdvanceAsync(TimeSpan.FromDays(16));

        Assert.Equal(["request"], FlowWorld.Sent(jane));
        Assert.Equal(["request", "reminder-1", "reminder-2", "reminder-3"], FlowWorld.Sent(joe));
        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
        Assert.Equal([silent], await world.WorklistAsync());
    }

    private static async Task LoseOrchestrationsAsync(FlowWorld world)
    {
        await world.Host.Client.TerminateInstanceAsync(FlowWorld.Key.InstanceId, new TerminateInstanceOptions(Recursive: true));
        await world.Host.WhenIdleAsync();
        await world.Host.Client.PurgeInstanceAsync(FlowWorld.Key.InstanceId, new PurgeInstanceOptions(Recursive: true));
        Assert.Null(await world.Host.Client.GetInstanceAsync(FlowWorld.Key.InstanceId));
    }
}
