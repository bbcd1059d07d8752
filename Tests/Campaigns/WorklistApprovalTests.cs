using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class WorklistApprovalTests
{
    private const string Approver = "approver@example.com";

    public static TheoryData<string, WorklistDecision, WorklistState> Attempts => new()
    {
        { "lead approves", WorklistDecision.Approved, WorklistState.Released },
        { "lead rejects", WorklistDecision.Rejected, WorklistState.Rejected },
        { "approver approves in slack", WorklistDecision.Approved, WorklistState.Released },
        { "approver in capitals", WorklistDecision.Approved, WorklistState.Released },
        { "somebody else", WorklistDecision.NotAllowed, WorklistState.Held },
        { "nobody", WorklistDecision.NotAllowed, WorklistState.Held },
        { "somebody in slack who says they are the lead", WorklistDecision.NotAllowed, WorklistState.Held },
        { "approver who left slack", WorklistDecision.NotAllowed, WorklistState.Held },
        { "wrong digest", WorklistDecision.WrongList, WorklistState.Held },
        { "empty digest", WorklistDecision.WrongList, WorklistState.Held },
        { "unknown campaign", WorklistDecision.UnknownCampaign, WorklistState.Held },
        { "after an approval", WorklistDecision.AlreadyDecided, WorklistState.Released },
        { "after the window", WorklistDecision.AlreadyDecided, WorklistState.Rejected },
    };

    [Theory]
    [MemberData(nameof(Attempts))]
    public async Task DecideAsync_EachAttempt_CountsOnlyFromANamedPersonOnExactlyThatList(
        string attempt,
        WorklistDecision expected,
        WorklistState state
    )
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, written) = await HeldAsync(world);
        var somebody = await world.SlackAsync("somebody@example.com");
        var gone = await world.SlackAsync(Approver, deleted: true);
        var approver = await world.SlackAsync(Approver);
        var decide = new DecideWorklist(opened.Key, written.Digest, Approve: true, SlackUserId: null, CampaignWorld.Lead, opened.ClosesAt);
        if (attempt == "after an approval")
            await world.Approval.DecideAsync(decide, default);
        if (attempt == "after the window")
            await world.Approval.ExpireAsync(new ExpireWorklist(opened.CampaignId, opened.ClosesAt), default);

        var decided = await world.Approval.DecideAsync(attempt switch
        {
            "lead rejects" or "after an approval" => decide with { Approve = false },
            "approver approves in slack" => decide with { SlackUserId = approver, Email = null },
            "approver in capitals" => decide with { Email = "APPROVER@example.com" },
            "somebody else" => decide with { Email = "somebody@example.com" },
            "nobody" => decide with { Email = null },
            "somebody in slack who says they are the lead" => decide with { SlackUserId = somebody },
            "approver who left slack" => decide with { SlackUserId = gone },
            "wrong digest" => decide with { Digest = new string('0', 64) },
            "empty digest" => decide with { Digest = "" },
            "unknown campaign" => decide with { Key = CampaignKey.Parse("other") },
            _ => decide,
        }, default);

        Assert.Equal(expected, decided.Outcome);
        Assert.Equal(state.ToString(), await world.ScalarAsync<string>("SELECT worklist_state FROM campaigns"));
        Assert.Equal(
            state == WorklistState.Held ? "AwaitingDecision" : "Closed",
            await world.ScalarAsync<string>("SELECT state FROM campaigns")
        );
        Assert.Equal(
            expected == WorklistDecision.UnknownCampaign ? 0 : 1,
            await world.ScalarAsync<long>(
                "SELECT count(*) FROM audit_events WHERE subject = 'campaign/2026Q4/worklist' "
                    + $"AND data LIKE '%\"outcome\":\"{expected}\"%' AND kind <> 'worklist.expired'"
            )
        );
    }

    [Fact]
    public async Task DecideAsync_TwentyDecisionsAtOnce_OneCounts()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, written) = await HeldAsync(world);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => world.Approval.DecideAsync(
            new DecideWorklist(opened.Key, written.Digest, Approve: i % 2 == 0, null, CampaignWorld.Lead, opened.ClosesAt), default)));

        Assert.Single(all, decided => decided.Outcome is WorklistDecision.Approved or WorklistDecision.Rejected);
        Assert.Equal(19, all.Count(decided => decided.Outcome == WorklistDecision.AlreadyDecided));
    }

    [Fact]
    public async Task DecideAsync_ListThatNeedsNoDecision_CanBeApprovedByNameAndNotRejected()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await world.OpenAsync();
        var early = await world.Approval.DecideAsync(
            new DecideWorklist(opened.Key, "", true, null, CampaignWorld.Lead, opened.ClosesAt),
            default
        );
        var written = await world.CloseAsync(opened);

        var rejected = await world.Approval.DecideAsync(
            new DecideWorklist(opened.Key, written.Digest, false, null, CampaignWorld.Lead, opened.ClosesAt),
            default
        );
        var late = await world.Approval.DecideAsync(
            new DecideWorklist(opened.Key, written.Digest, true, null, CampaignWorld.Lead, opened.ClosesAt),
            default
        );
        var expired = await world.Approval.ExpireAsync(new ExpireWorklist(opened.CampaignId, opened.ClosesAt), default);

        Assert.Equal(
            (WorklistDecision.NotHeld, WorklistDecision.NotHeld, WorklistDecision.Approved, WorklistDecision.AlreadyDecided),
            (early.Outcome, rejected.Outcome, late.Outcome, expired.Outcome)
        );
    }

    [Fact]
    public async Task ExpireAsync_AfterADecision_LeavesIt()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, written) = await HeldAsync(world);
        await world.Approval.DecideAsync(
            new DecideWorklist(opened.Key, written.Digest, true, null, CampaignWorld.Lead, opened.ClosesAt),
            default
        );

        var expired = await world.Approval.ExpireAsync(new ExpireWorklist(opened.CampaignId, opened.ClosesAt.AddDays(14)), default);

        Assert.Equal(new DecidedWorklist(WorklistDecision.AlreadyDecided, WorklistState.Released, CampaignWorld.Lead), expired);
    }

    [Fact]
    public async Task DecideAsync_BeforeTheCampaignIsFinished_LeavesItClosed()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (opened, written) = await HeldAsync(world, finish: false);

        await world.Approval.DecideAsync(
            new DecideWorklist(opened.Key, written.Digest, true, null, CampaignWorld.Lead, opened.ClosesAt),
            default
        );
        var finished = await world.Closing.FinishAsync(new FinishCampaign(opened.CampaignId, opened.ClosesAt), default);

        Assert.Equal(new FinishedCampaign(CampaignState.Closed, WorklistState.Released), finished);
    }

    private static async Task<(OpenedCampaign Opened, WrittenWorklist Written)> HeldAsync(CampaignWorld world, bool finish = true)
    {
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"), Risk.High);
        var opened = await world.OpenAsync(
            policy: CampaignWorld.Policy with
            {
                Approvers = [Approver],
                Breaker = new BreakerPolicy(0, 1, 1, []),
            }
        );
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
        return (opened, await world.CloseAsync(opened, finish));
    }
}
