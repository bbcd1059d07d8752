using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Answering;

public sealed class AnswerServiceTests : IAsyncLifetime
{
    private const string Jane = "U0JANE";

    private CampaignScene scene = null!;
    private CampaignParticipant jane = null!;

    public async Task InitializeAsync()
    {
        scene = await CampaignScene.CreateAsync();
        jane = await scene.AddPersonAsync("jane");
    }

    public async Task DisposeAsync() => await scene.DisposeAsync();

    [Fact]
    public async Task Record_FirstOfTwoGrants_CommitsItemDecisionCountersAndAudit()
    {
        var item = await scene.AddGrantAsync(jane);
        await scene.AddGrantAsync(jane);

        var receipt = await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, Jane), CancellationToken.None);

        Assert.Equal(DecisionOutcome.Accepted, receipt.Outcome);
        Assert.Equal("jane", receipt.Respondent!.Key);
        Assert.True(receipt.HasChanged);
        var saved = await scene.ReadAsync(item);
        Assert.Equal((Answer.Keep, Jane, scene.Clock.GetUtcNow()), (saved.Answer, saved.AnsweredBy, saved.AnsweredAt));
        var person = await scene.ReadAsync(jane);
        Assert.Equal((1, 1, null), (person.OpenCount, person.Revision, person.AnsweredAllAt));
        Assert.Equal(DecisionOutcome.Accepted, Assert.Single(await scene.DecisionsAsync()).Outcome);
        Assert.Equal(["answer.accepted"], await scene.AuditKindsAsync());
    }

    [Fact]
    public async Task Record_LastOpenGrant_SetsAnsweredAllAt()
    {
        var item = await scene.AddGrantAsync(jane);

        await scene.Service.RecordAsync(scene.Give(item, Answer.Remove, Jane), CancellationToken.None);

        Assert.Equal(scene.Clock.GetUtcNow(), (await scene.ReadAsync(jane)).AnsweredAllAt);
    }

    [Fact]
    public async Task Record_AnswerTakenBack_ReopensAlsoWhoWasDone()
    {
        var item = await scene.AddGrantAsync(jane);
        await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, Jane), CancellationToken.None);
        await scene.ExecuteAsync("UPDATE campaign_participants SET state = 'Done'");

        var receipt = await scene.Service.RecordAsync(scene.Give(item, Answer.None, Jane), CancellationToken.None);

        Assert.True(receipt.HasChanged);
        var person = await scene.ReadAsync(jane);
        Assert.Equal((ParticipantState.Asked, 1, null, 2), (person.State, person.OpenCount, person.AnsweredAllAt, person.Revision));
        var saved = await scene.ReadAsync(item);
        Assert.Equal((Answer.None, null, null), (saved.Answer, saved.AnsweredBy, saved.AnsweredAt));
        Assert.Equal([Answer.Keep, Answer.None], (await scene.DecisionsAsync()).Select(d => d.Answer));
    }

    [Fact]
    public async Task Record_ChangedUntilTheCutOff_LastOneStandsAndEveryChangeIsKept()
    {
        var item = await scene.AddGrantAsync(jane);
        foreach (var answer in new[] { Answer.Keep, Answer.Remove, Answer.NotMine, Answer.Keep })
            await scene.Service.RecordAsync(scene.Give(item, answer, Jane), CancellationToken.None);
        scene.Clock.Advance(scene.Campaign.ClosesAt - scene.Clock.GetUtcNow() - TimeSpan.FromTicks(10));
        await scene.Service.RecordAsync(scene.Give(item, Answer.Remove, Jane), CancellationToken.None);
        scene.Clock.Advance(TimeSpan.FromTicks(10));

        var late = await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, Jane), CancellationToken.None);

        Assert.Equal(DecisionOutcome.RefusedAfterCutOff, late.Outcome);
        Assert.Equal(Answer.Remove, (await scene.ReadAsync(item)).Answer);
        Assert.Equal(
            [Answer.Keep, Answer.Remove, Answer.NotMine, Answer.Keep, Answer.Remove, Answer.Keep],
            (await scene.DecisionsAsync()).Select(d => d.Answer)
        );
        Assert.Equal(5, (await scene.ReadAsync(jane)).Revision);
    }

    [Theory]
    [InlineData("U0JANE", null, DecisionOutcome.Accepted)]
    [InlineData("U0BOSS", "U0BOSS", DecisionOutcome.Accepted)]
    [InlineData("U0BOSS", null, DecisionOutcome.RefusedNotOwner)]
    [InlineData("U0MALLORY", "U0BOSS", DecisionOutcome.RefusedNotOwner)]
    [InlineData("u0jane", null, DecisionOutcome.RefusedNotOwner)]
    [InlineData("U0JANE2", null, DecisionOutcome.RefusedNotOwner)]
    public async Task Record_BySomebody_CountsOnlyFromOwnerOrDelegate(string clicker, string? recorded, DecisionOutcome expected)
    {
        var item = await scene.AddGrantAsync(jane);
        if (recorded is not null)
            await scene.ExecuteAsync($"UPDATE campaign_participants SET delegate_slack_user_id = '{recorded}'");

        var receipt = await scene.Service.RecordAsync(scene.Give(item, Answer.Remove, clicker), CancellationToken.None);

        Assert.Equal(expected, receipt.Outcome);
        Assert.Equal(expected == DecisionOutcome.Accepted ? Answer.Remove : Answer.None, (await scene.ReadAsync(item)).Answer);
        var decision = Assert.Single(await scene.DecisionsAsync());
        Assert.Equal((expected, clicker), (decision.Outcome, decision.SlackUserId));
    }

    [Fact]
    public async Task Record_ByNobodyOfAnUnreachablePerson_IsRefused()
    {
        var gone = await scene.AddPersonAsync("gone", state: ParticipantState.Unreachable);
        await scene.ExecuteAsync($"UPDATE campaign_participants SET slack_user_id = NULL WHERE id = {gone.Id}");
        var item = await scene.AddGrantAsync(gone);

        var receipt = await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, "U0ANY"), CancellationToken.None);

        Assert.Equal(DecisionOutcome.RefusedNotOwner, receipt.Outcome);
    }

    [Theory]
    [InlineData("2026Q3", false)]
    [InlineData("no such key!", false)]
    [InlineData("2026Q4", true)]
    public async Task Record_OfSomethingUnknown_IsRefusedAndOnRecord(string campaign, bool hasRow)
    {
        var item = await scene.AddGrantAsync(jane);
        var given = scene.Give(item, Answer.Keep, Jane) with { Campaign = campaign, GrantId = 999_999 };

        var receipt = await scene.Service.RecordAsync(given, CancellationToken.None);

        Assert.Equal((DecisionOutcome.RefusedUnknownGrant, null), (receipt.Outcome, receipt.Respondent));
        Assert.Equal(hasRow ? 1 : 0, (await scene.DecisionsAsync()).Count);
        Assert.Equal(["answer.refused"], await scene.AuditKindsAsync());
    }

    [Theory]
    [InlineData(Risk.Low, Answer.Keep, null, DecisionOutcome.Accepted)]
    [InlineData(Risk.Medium, Answer.Keep, null, DecisionOutcome.Accepted)]
    [InlineData(Risk.High, Answer.Keep, null, DecisionOutcome.RefusedReasonMissing)]
    [InlineData(Risk.High, Answer.Keep, "   ", DecisionOutcome.RefusedReasonMissing)]
    [InlineData(Risk.Critical, Answer.Keep, null, DecisionOutcome.RefusedReasonMissing)]
    [InlineData(Risk.High, Answer.Keep, "we file invoices with it", DecisionOutcome.Accepted)]
    [InlineData(Risk.Critical, Answer.Remove, null, DecisionOutcome.Accepted)]
    [InlineData(Risk.Critical, Answer.NotMine, null, DecisionOutcome.Accepted)]
    [InlineData(Risk.Critical, Answer.None, null, DecisionOutcome.Accepted)]
    public async Task Record_WithOrWithoutReason_NeedsOneForRiskyKeepsOnly(
        Risk risk,
        Answer answer,
        string? reason,
        DecisionOutcome expected
    )
    {
        var item = await scene.AddGrantAsync(jane, new GrantSketch { Risk = risk });
        if (answer == Answer.None)
            await scene.Service.RecordAsync(scene.Give(item, Answer.Remove, Jane), CancellationToken.None);

        var receipt = await scene.Service.RecordAsync(scene.Give(item, answer, Jane, reason), CancellationToken.None);

        Assert.Equal(expected, receipt.Outcome);
        Assert.Equal(expected == DecisionOutcome.Accepted ? reason : null, (await scene.ReadAsync(item)).Reason);
    }

    [Fact]
    public async Task Record_ReasonTooLong_Throws()
    {
        var item = await scene.AddGrantAsync(jane);
        var given = scene.Give(item, Answer.Keep, Jane, new string('x', GiveAnswer.MaxReasonLength + 1));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => scene.Service.RecordAsync(given, CancellationToken.None));
        Assert.Empty(await scene.DecisionsAsync());
    }

    [Fact]
    public async Task Record_ForOldScopes_IsRefused()
    {
        var item = await scene.AddGrantAsync(jane);
        var given = scene.Give(item, Answer.Keep, Jane) with { DigestPrefix = "0123456789abcdef" };

        var receipt = await scene.Service.RecordAsync(given, CancellationToken.None);

        Assert.Equal(DecisionOutcome.RefusedScopesChanged, receipt.Outcome);
        Assert.Equal(Answer.None, (await scene.ReadAsync(item)).Answer);
    }

    [Fact]
    public async Task Record_OneDeliveryAfterAnotherClick_ChangesNothing()
    {
        var item = await scene.AddGrantAsync(jane);
        var keep = scene.Give(item, Answer.Keep, Jane, delivery: "first");
        await scene.Service.RecordAsync(keep, CancellationToken.None);
        await scene.Service.RecordAsync(scene.Give(item, Answer.Remove, Jane, delivery: "second"), CancellationToken.None);

        var replayed = await scene.Service.RecordAsync(keep, CancellationToken.None);

        Assert.True(replayed.IsRepeat);
        Assert.Equal(Answer.Remove, (await scene.ReadAsync(item)).Answer);
        Assert.Equal(2, (await scene.DecisionsAsync()).Count);
    }

    [Fact]
    public async Task Record_DeliveryRepeatedAfterTheCutOff_AnswersAsItDid()
    {
        var item = await scene.AddGrantAsync(jane);
        var keep = scene.Give(item, Answer.Keep, Jane);
        await scene.Service.RecordAsync(keep, CancellationToken.None);
        await scene.Service.RecordAsync(scene.Give(item, Answer.Remove, Jane), CancellationToken.None);
        scene.Clock.Advance(TimeSpan.FromDays(30));

        var replayed = await scene.Service.RecordAsync(keep, CancellationToken.None);

        Assert.Equal((DecisionOutcome.Accepted, true), (replayed.Outcome, replayed.IsRepeat));
    }

    [Fact]
    public async Task Record_SameAnswerInASecondClick_IsARepeatWithoutARow()
    {
        var item = await scene.AddGrantAsync(jane);
        await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, Jane), CancellationToken.None);

        var again = await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, Jane), CancellationToken.None);

        Assert.Equal((DecisionOutcome.Accepted, true, false), (again.Outcome, again.IsRepeat, again.HasChanged));
        Assert.Single(await scene.DecisionsAsync());
    }
}
