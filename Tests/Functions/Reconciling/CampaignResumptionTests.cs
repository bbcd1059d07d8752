using System.Net;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.EntityFrameworkCore;
using Moq;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions.Campaigns;
using OAuthAttest.Functions.Reconciling;
using Xunit;

namespace OAuthAttest.Tests.Functions.Reconciling;

/// <summary>Starting a campaign: concurrent requests, a winner that died, and an open campaign without an orchestration.</summary>
public sealed class CampaignResumptionTests
{
    private static readonly CampaignOrder Order = new(FlowWorld.Key, "mia", Scheduled: false);

    [Fact]
    public async Task Start_SixAtOnceAndAnEngineThatTakesAll_TheRowLetsOnePass()
    {
        await using var world = await FlowWorld.StartAsync();
        // As the real engine behaves for a moment: the new instance is not visible yet, and a second start is not refused.
        var engine = new Mock<DurableTaskClient>("blind");
        engine
            .Setup(client =>
                client.ScheduleNewOrchestrationInstanceAsync(
                    It.IsAny<TaskName>(),
                    It.IsAny<object?>(),
                    It.IsAny<StartOrchestrationOptions?>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ReturnsAsync(FlowWorld.Key.InstanceId);

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => world.Service<CampaignStart>().StartAsync(engine.Object, Order, CancellationToken.None))
        );

        Assert.Equal(1, outcomes.Count(outcome => outcome == CampaignStartOutcome.Started));
        Assert.Equal(5, outcomes.Count(outcome => outcome == CampaignStartOutcome.Exists));
        Assert.Equal(
            1,
            engine.Invocations.Count(call => call.Method.Name == nameof(DurableTaskClient.ScheduleNewOrchestrationInstanceAsync))
        );
    }

    [Theory]
    [InlineData(true, "mia")]
    [InlineData(false, "key/local")]
    public async Task Start_WinnerDiedBeforeTheOrchestrationWasStarted_IsCarriedOutLater(bool byTheReconciler, string requestedBy)
    {
        await using var world = await StartAsync();
        await DieAfterTheRowAsync(world);
        Assert.Equal("Starting", (await world.GetJsonAsync("campaigns/2026Q4")).GetProperty("state").GetString());
        using (var early = await world.PostAsync("campaigns", "{}"))
            Assert.Equal(HttpStatusCode.Conflict, early.StatusCode);
        await ReconcileAsync(world);
        await using (var db = world.Open())
            Assert.Equal(0, await db.Campaigns.CountAsync());

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        if (byTheReconciler)
            await ReconcileAsync(world);
        else
            await world.OpenCampaignAsync("""{"requestedBy":"mia"}""");

        Assert.Equal((CampaignState.Open, requestedBy), ((await world.CampaignAsync()).State, (await world.CampaignAsync()).RequestedBy));
        Assert.Equal(["request"], FlowWorld.Sent(world.Person("jane")));
    }

    [Fact]
    public async Task Start_BlockedByTheInventory_IsNotTriedAgainUnasked()
    {
        await using var world = await StartAsync();
        await using (var db = world.Open())
            await db.Sources.ExecuteUpdateAsync(set => set.SetProperty(source => source.LastSucceededAt, FlowWorld.Start.AddDays(-30)));
        await world.Service<CampaignStart>().StartAsync(world.Host.Client, Order with { Scheduled = true }, CancellationToken.None);
        await world.Host.WhenIdleAsync();
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await world.RefreshInventoryAsync();
        await ReconcileAsync(world);
        await ReconcileAsync(world);

        await using (var db = world.Open())
            Assert.Equal((0, 0), (await db.Campaigns.CountAsync(), await db.OrchestrationFailures.CountAsync()));
        await world.OpenCampaignAsync();
        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
    }

    [Fact]
    public async Task Post_KeyOfAnOpenCampaign_ResumesItOnlyWhenNothingCarriesIt()
    {
        await using var world = await StartAsync();
        await world.OpenCampaignAsync();
        Assert.Equal((HttpStatusCode.Conflict, null), await PostAsync(world));

        await world.Host.Client.TerminateInstanceAsync(FlowWorld.Key.InstanceId);
        await world.Host.WhenIdleAsync();
        // A stale inventory must not keep an open campaign from being resumed.
        await using (var db = world.Open())
            await db.Sources.ExecuteUpdateAsync(set => set.SetProperty(source => source.LastSucceededAt, FlowWorld.Start.AddDays(-30)));
        Assert.Equal((HttpStatusCode.Accepted, true), await PostAsync(world));
        await world.Host.WhenIdleAsync();
        Assert.Equal((HttpStatusCode.Conflict, null), await PostAsync(world));
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
        Assert.Equal((HttpStatusCode.Conflict, null), await PostAsync(world));
        Assert.Equal(["request", "reminder-1", "reminder-2", "reminder-3"], FlowWorld.Sent(world.Person("jane")));
    }

    private static async Task<FlowWorld> StartAsync()
    {
        var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        return world;
    }

    private static async Task DieAfterTheRowAsync(FlowWorld world)
    {
        var engine = new Mock<DurableTaskClient>("dying");
        engine
            .Setup(client =>
                client.ScheduleNewOrchestrationInstanceAsync(
                    It.IsAny<TaskName>(),
                    It.IsAny<object?>(),
                    It.IsAny<StartOrchestrationOptions?>(),
                    It.IsAny<CancellationToken>()
                )
            )
            .ThrowsAsync(new IOException("The worker died."));
        await Assert.ThrowsAsync<IOException>(() =>
            world.Service<CampaignStart>().StartAsync(engine.Object, Order, CancellationToken.None)
        );
    }

    private static async Task ReconcileAsync(FlowWorld world)
    {
        await world.Service<OrchestrationReconciler>().RunAsync(world.Host.Client, CancellationToken.None);
        await world.Host.WhenIdleAsync();
    }

    private static async Task<(HttpStatusCode Status, bool? Resumes)> PostAsync(FlowWorld world)
    {
        using var answer = await world.PostAsync("campaigns", """{"key":"2026Q4"}""");
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        return (answer.StatusCode, json.RootElement.TryGetProperty("resumes", out var resumes) ? resumes.GetBoolean() : null);
    }
}
