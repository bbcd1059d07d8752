using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Grants;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Telemetry;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Revocations.Executing;

/// <summary>
/// What changed since the decision, and what cannot be read: nothing is removed or closed on the strength of old knowledge.
/// </summary>
public sealed class RevocationDoubtTests
{
    [Fact]
    public async Task Grant_ThatWasKeptInALaterCampaign_IsAQuestion_UntilAPersonDecides()
    {
        await using var scene = await ExecutionScene.StartAsync(2);
        scene.Provider.Mood = ProviderMood.DiesBefore;
        await scene.PassAsync(TimeSpan.FromMinutes(1));
        await KeepLaterAsync(scene, scene.Grants.Values.First());
        scene.Provider.Mood = ProviderMood.Fine;
        await scene.PassAsync(TimeSpan.FromDays(2));

        var item = await scene.ItemAsync(scene.Grants.Values.First());
        Assert.Equal(RevocationState.Questioned, item.State);
        Assert.Contains("later campaign 2027Q1", item.Problem, StringComparison.Ordinal);
        Assert.Equal([scene.Grants.Keys.First()], scene.Provider.Has);
        Assert.Equal(RevocationState.Closed, (await scene.ItemAsync(scene.Grants.Values.Last())).State);

        Assert.Equal(ItemOutcome.Done, (await scene.DecideAsync(item.GrantId, ItemAct.Again)).Outcome);
        await scene.PassAsync(TimeSpan.FromDays(2));

        Assert.Equal(RevocationState.Closed, (await scene.ItemAsync(item.GrantId)).State);
        await scene.AssertTransitionsAsync();
    }

    [Fact]
    public async Task Grant_ThatIsKeptInTheMomentBeforeTheCall_IsNotRemoved()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        var (external, grant) = scene.Grants.Single();
        await KeepLaterAsync(scene, grant, answer: false);
        scene.Provider.Mood = ProviderMood.DiesBefore;
        await scene.TurnAsync();
        // Read as due before the answer, claimed after it.
        var items = new WorklistItems(scene.World.Source);
        var work = (await items.FindAsync("2026Q4", grant, CancellationToken.None))!;
        await scene.World.ExecuteAsync(
            $"UPDATE campaign_items SET answer = 'Keep', answered_at = '{scene.Now:O}' WHERE campaign_id <> {scene.CampaignId}");

        Assert.Null(await items.SaveAsync(work.Item, work.Item, entry: null, scene.Now, CancellationToken.None, beforeCall: true));
        Assert.NotNull(await items.SaveAsync(work.Item, work.Item, entry: null, scene.Now, CancellationToken.None));
        Assert.Contains(external, scene.Provider.Has);
    }

    [Fact]
    public async Task List_ThatWasClosedAsAListForPeople_IsNotCarriedOutByALaterMode_ButByANamedApproval()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        await scene.World.ExecuteAsync("UPDATE campaigns SET policy_json = policy_json - 'removesUnnamed'");
        await scene.PassAsync(TimeSpan.FromDays(3));
        Assert.Single(scene.Provider.Has);
        Assert.Equal(RevocationState.Queued, (await scene.ItemsAsync())[0].State);

        Assert.Equal(WorklistDecision.Approved, (await ApproveAsync(scene)).Outcome);
        await scene.PassAsync(TimeSpan.FromDays(1));

        Assert.Empty(scene.Provider.Has);
        var item = (await scene.ItemsAsync())[0];
        Assert.Equal((RevocationState.Closed, CampaignWorld.Lead), (item.State, item.ApprovedBy));
    }

    [Fact]
    public async Task List_ThatOnlyThePolicyAllowed_IsCarriedOutUnderApprovedOnceAPersonApprovesIt()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        scene.Provider.Mood = ProviderMood.Fails;
        await scene.PassAsync(TimeSpan.FromMinutes(10));
        scene.Options.Mode = RevocationMode.Approved;
        scene.Provider.Mood = ProviderMood.Fine;
        await scene.PassAsync(TimeSpan.FromDays(1));
        Assert.Single(scene.Provider.Has);

        Assert.Equal(WorklistDecision.Approved, (await ApproveAsync(scene)).Outcome);
        Assert.Equal(WorklistDecision.AlreadyDecided, (await ApproveAsync(scene)).Outcome);
        await scene.PassAsync(TimeSpan.FromDays(1));

        Assert.Empty(scene.Provider.Has);
        Assert.Equal(CampaignWorld.Lead, (await scene.ItemsAsync())[0].ApprovedBy);
    }

    [Fact]
    public async Task Account_ThatIsNotKnownAnyMore_IsClosedByTheInventory_AndToldWhereThatIsSilent()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        await scene.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(RevocationState.Absent, (await scene.ItemsAsync())[0].State);
        scene.Provider.RefusesReads = true;

        await scene.PassAsync(TimeSpan.FromDays(4));
        var item = (await scene.ItemsAsync())[0];
        Assert.Equal(RevocationState.Failed, item.State);
        Assert.Contains("HTTP 404", item.Problem, StringComparison.Ordinal);

        await ReadInventoryAsync(scene);
        await scene.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(RevocationState.Absent, (await scene.ItemsAsync())[0].State);
        await scene.PassAsync(TimeSpan.FromHours(2));
        await ReadInventoryAsync(scene);
        await scene.PassAsync(TimeSpan.FromHours(30));
        Assert.Equal(RevocationState.Closed, (await scene.ItemsAsync())[0].State);
        await scene.AssertTransitionsAsync();
    }

    [Fact]
    public async Task Task_ThatWasDoneByHand_IsClosedByAReadingAfterItsTokensHaveExpired()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        scene.Provider.IsConfigured = false;
        await scene.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(RevocationState.ByHand, (await scene.ItemsAsync())[0].State);
        await ReadInventoryAsync(scene);
        await scene.PassAsync(TimeSpan.FromDays(1));
        var absent = (await scene.ItemsAsync())[0];
        Assert.Equal(RevocationState.Absent, absent.State);

        // A reading that began before the tokens have expired proves nothing of the time after it.
        await scene.World.ExecuteAsync($"UPDATE inventory_sources SET last_succeeded_at = '{absent.TokensUntil:O}'");
        await scene.PassAsync(TimeSpan.FromDays(3));
        Assert.Equal(RevocationState.Absent, (await scene.ItemsAsync())[0].State);
        await ReadInventoryAsync(scene);
        await scene.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal(RevocationState.Closed, (await scene.ItemsAsync())[0].State);
    }

    [Fact]
    public async Task Tokens_OfAGrantThatWasListedForHours_LiveOnFromWhenItWasNot()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        scene.Provider.Lag = TimeSpan.FromMinutes(50);
        await scene.PassAsync(TimeSpan.FromHours(4));

        var item = (await scene.ItemsAsync())[0];

        Assert.True(item.TokensUntil - item.AbsentAt >= TimeSpan.FromMinutes(60), $"{item.TokensUntil - item.AbsentAt} after it");
    }

    [Fact]
    public async Task Pause_WhileTheGrantIsRead_StopsTheCall()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        scene.Provider.OnRead = async _ =>
        {
            scene.Provider.OnRead = null;
            await scene.World.ExecuteAsync("INSERT INTO revocation_pauses (since, by) VALUES ('2026-11-01', 'lead@example.com')");
        };

        await scene.PassAsync(TimeSpan.FromHours(2));
        Assert.Single(scene.Provider.Has);
        Assert.Equal(RevocationState.Approved, (await scene.ItemsAsync())[0].State);

        await scene.World.ExecuteAsync("UPDATE revocation_pauses SET ended_at = now(), ended_by = 'lead@example.com'");
        await scene.PassAsync(TimeSpan.FromHours(3));
        Assert.Equal(RevocationState.Closed, (await scene.ItemsAsync())[0].State);
    }

    [Fact]
    public async Task Outage_BeforeAndAfterALongPause_IsNoDayWithoutAnswer()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        scene.Provider.Mood = ProviderMood.Fails;
        await scene.PassAsync(TimeSpan.FromSeconds(5));
        scene.Options.Mode = RevocationMode.Worklist;
        await scene.PassAsync(TimeSpan.FromDays(2));
        scene.Options.Mode = RevocationMode.Automatic;
        await scene.PassAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(RevocationState.Approved, (await scene.ItemsAsync())[0].State);
    }

    [Fact]
    public async Task Restore_ThatTheProviderRefused_AndSomebodyDidByHand_IsTheRestore()
    {
        await using var scene = await ExecutionScene.StartAsync(1);
        var (external, grant) = scene.Grants.Single();
        await scene.PassAsync(TimeSpan.FromHours(3));
        Assert.Equal(ItemOutcome.Done, (await scene.DecideAsync(grant, ItemAct.Restore)).Outcome);
        scene.Provider.FailAt(1, ProviderMood.Refuses);
        await scene.PassAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(RestoreState.Failed, (await scene.ItemAsync(grant)).RestoreState);

        scene.Provider.Give(external);
        await scene.PassAsync(TimeSpan.FromDays(2));

        var item = await scene.ItemAsync(grant);
        Assert.Equal((RevocationState.Restored, RestoreState.Done), (item.State, item.RestoreState));
    }

    private static async Task KeepLaterAsync(ExecutionScene scene, long grant, bool answer = true)
    {
        await scene.World.ExecuteAsync("UPDATE inventory_sources SET last_succeeded_at = '2026-12-31', last_failed_at = NULL");
        var later = await scene.World.OpenAsync("2027Q1", now: new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
        if (!answer)
            return;
        await scene.World.ExecuteAsync($"""
            UPDATE campaign_items SET answer = 'Keep', answered_at = '{scene.Now:O}'
            WHERE campaign_id = {later.CampaignId} AND grant_id = {grant}
            """);
    }

    private static async Task<DecidedWorklist> ApproveAsync(ExecutionScene scene)
    {
        var campaign = await scene.World.OneAsync(db => db.Campaigns.AsNoTracking());
        return await new WorklistApproval(scene.World.Databases, new NoTelemetry()).DecideAsync(
            new DecideWorklist(
                campaign.Key, Convert.ToHexStringLower(campaign.WorklistDigest!), Approve: true, SlackUserId: null, CampaignWorld.Lead,
                scene.Now),
            CancellationToken.None
        );
    }

    /// <summary>A complete reading at this moment, which does not list the grants any more.</summary>
    private static Task ReadInventoryAsync(ExecutionScene scene) =>
        scene.World.ExecuteAsync($"""
            UPDATE inventory_sources SET last_succeeded_at = '{scene.Now:O}';
            UPDATE grants SET status = '{GrantStatus.Vanished}', vanished_at = '{scene.Now:O}';
            """);
}
