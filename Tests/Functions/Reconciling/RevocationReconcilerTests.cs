using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Tests.Functions.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Functions.Reconciling;

/// <summary>Decisions on items whose orchestration sleeps, and was not woken.</summary>
public sealed class RevocationReconcilerTests
{
    private static readonly HostSetup Reconciling = new()
    {
        Settings = new()
        {
            ["AzureWebJobs.ReconcileOrchestrations.Disabled"] = "false",
            ["ReconcileSchedule"] = "20 0 * * * *",
        },
    };

    [Fact]
    public async Task Restore_WhoseWakeUpWasLost_IsDoneByTheNextReconciling()
    {
        await using var world = await RevocationWorld.StartAsync(setup: Reconciling);
        var grant = await ClosedAsync(world);
        // As if the process had died between the decision and the wake-up.
        var decided = await world.Flow.Service<WorklistItemDecisions>().DecideAsync(
            new DecideItem(FlowWorld.Key, grant, ItemAct.Restore, SlackUserId: null, "lead@example.com", world.Now, Actor: "test"),
            CancellationToken.None);
        Assert.Equal(ItemOutcome.Done, decided.Outcome);

        await world.PassAsync(TimeSpan.FromHours(2.1));

        Assert.Equal(RevocationState.Restored, await world.StateAsync(grant));
        Assert.Single(world.Graph.Grants);
    }

    [Fact]
    public async Task Approval_WhoseWakeUpWasLost_IsCarriedOutAndReportedByTheNextReconciling()
    {
        await using var world = await RevocationWorld.StartAsync(RevocationMode.Approved, Reconciling);
        var grant = await world.AddGrantAsync();
        await world.CloseWithAllRemovedAsync(grant);
        var digest = Convert.ToHexStringLower((await world.Flow.CampaignAsync()).WorklistDigest!);
        var decided = await world.Flow.Service<WorklistApproval>().DecideAsync(
            new DecideWorklist(FlowWorld.Key, digest, true, SlackUserId: null, "lead@example.com", world.Now, Actor: "test"),
            CancellationToken.None);
        Assert.Equal(WorklistDecision.Approved, decided.Outcome);

        await world.PassAsync(TimeSpan.FromHours(2.1));

        Assert.False(world.IsAtGraph(1));
        Assert.Contains(world.Flow.LeadMessages, message => message.Key == "2026Q4:report:closed");
    }

    [Fact]
    public async Task Removal_ThatIsPaused_IsNotWokenEachTime()
    {
        await using var world = await RevocationWorld.StartAsync(setup: Reconciling);
        var grant = await world.AddGrantAsync();
        using (await world.Flow.PostAsync("revocations/pause", "{}"))
            await world.CloseWithAllRemovedAsync(grant);
        await world.PassAsync(TimeSpan.FromHours(3));

        var orders = await world.Flow.Service<RevocationBacklog>()
            .FindAsync(campaignId: null, world.Now, CancellationToken.None);

        Assert.False(Assert.Single(orders).IsOverdue);
        Assert.True(world.IsAtGraph(1));
    }

    private static async Task<long> ClosedAsync(RevocationWorld world)
    {
        var grant = await world.AddGrantAsync();
        await world.CloseWithAllRemovedAsync(grant);
        await world.PassAsync(TimeSpan.FromHours(5));
        Assert.Equal(RevocationState.Closed, await world.StateAsync(grant));
        return grant;
    }
}
