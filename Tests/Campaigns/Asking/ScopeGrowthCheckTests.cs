using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Asking;

public sealed class ScopeGrowthCheckTests : IAsyncLifetime
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
    public async Task Run_GrownAfterTheAnswer_VoidsItAndAsksTheNewScopes()
    {
        var item = await scene.AddGrantAsync(jane);
        await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, Jane), CancellationToken.None);
        await scene.ExecuteAsync("UPDATE campaign_participants SET state = 'Done'");
        await scene.ChangeScopesAsync(item, "Mail.ReadWrite", "User.Read");

        var grown = await RunAsync();

        Assert.Equal((1, 1), (grown.Grants, grown.VoidedAnswers));
        Assert.Equal(["jane"], grown.People);
        var asked = await scene.ReadAsync(item);
        Assert.Equal((Answer.None, null, 1, Risk.High), (asked.Answer, asked.AnsweredAt, asked.VoidedAnswers, asked.Risk));
        Assert.Equal(["Mail.ReadWrite", "User.Read"], asked.Scopes);
        Assert.NotEqual(item.ScopeDigest, asked.ScopeDigest);
        var person = await scene.ReadAsync(jane);
        Assert.Equal(
            (ParticipantState.Asked, 1, null, 2, 1),
            (person.State, person.OpenCount, person.AnsweredAllAt, person.Revision, person.ScopeChanges)
        );
        Assert.Equal(
            [DecisionOutcome.Accepted, DecisionOutcome.VoidedScopesChanged],
            (await scene.DecisionsAsync()).Select(d => d.Outcome)
        );
        Assert.Equal(["answer.accepted", "answer.voided"], await scene.AuditKindsAsync());
    }

    [Fact]
    public async Task Run_Twice_FindsNothingTheSecondTime()
    {
        var item = await scene.AddGrantAsync(jane);
        await scene.ChangeScopesAsync(item, "Mail.ReadWrite", "User.Read");
        await RunAsync();

        Assert.Equal(0, (await RunAsync()).Grants);
        Assert.Equal(1, (await scene.ReadAsync(jane)).Revision);
    }

    [Fact]
    public async Task Run_GrownBeforeAnyAnswer_ReplacesTheQuestionAndTellsNobody()
    {
        var item = await scene.AddGrantAsync(jane);
        await scene.ChangeScopesAsync(item, "Mail.ReadWrite", "User.Read");

        var grown = await RunAsync();

        Assert.Equal((1, 0), (grown.Grants, grown.VoidedAnswers));
        Assert.Empty(grown.People);
        Assert.Equal((1, 0), ((await scene.ReadAsync(item)).VoidedAnswers, (await scene.ReadAsync(jane)).ScopeChanges));
        Assert.Empty(await scene.DecisionsAsync());
        Assert.Equal(["question.replaced"], await scene.AuditKindsAsync());
    }

    [Fact]
    public async Task Run_GrownBeforeTheQuestionWentOut_IsNoChangeOfAQuestion()
    {
        var waiting = await scene.AddPersonAsync("waiting", state: ParticipantState.Waiting);
        var item = await scene.AddGrantAsync(waiting);
        await scene.ChangeScopesAsync(item, "Mail.ReadWrite", "User.Read");

        await RunAsync();

        Assert.Equal((0, 2), ((await scene.ReadAsync(item)).VoidedAnswers, (await scene.ReadAsync(item)).Scopes.Length));
    }

    [Fact]
    public async Task Run_Shrunk_LeavesTheAnswerStanding()
    {
        var item = await scene.AddGrantAsync(jane, new GrantSketch { Scopes = ["Mail.ReadWrite", "User.Read"] });
        await scene.Service.RecordAsync(scene.Give(item, Answer.Remove, Jane), CancellationToken.None);
        await scene.ChangeScopesAsync(item, "User.Read");

        Assert.Equal(0, (await RunAsync()).Grants);
        Assert.Equal(Answer.Remove, (await scene.ReadAsync(item)).Answer);
    }

    [Fact]
    public async Task Run_AfterTheCutOff_ChangesNothing()
    {
        var item = await scene.AddGrantAsync(jane);
        await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, Jane), CancellationToken.None);
        await scene.ChangeScopesAsync(item, "Mail.ReadWrite", "User.Read");
        scene.Clock.Advance(TimeSpan.FromDays(20));

        Assert.Equal(0, (await RunAsync()).Grants);
        Assert.Equal(Answer.Keep, (await scene.ReadAsync(item)).Answer);
    }

    [Fact]
    public async Task Run_OldButtonAfterwards_IsRefused()
    {
        var item = await scene.AddGrantAsync(jane);
        var old = scene.Give(item, Answer.Keep, Jane);
        await scene.ChangeScopesAsync(item, "Calendars.Read", "User.Read");
        await RunAsync();

        Assert.Equal(DecisionOutcome.RefusedScopesChanged, (await scene.Service.RecordAsync(old, CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Run_RacingClicks_LeavesTheCountersRight()
    {
        var items = new List<CampaignItem>();
        for (var i = 0; i < 12; i++)
            items.Add(await scene.AddGrantAsync(jane));
        foreach (var item in items)
            await scene.ChangeScopesAsync(item, "Calendars.Read", "User.Read");

        await Task.WhenAll([
            RunAsync(),
            .. items.Select(item => scene.Service.RecordAsync(scene.Give(item, Answer.Keep, Jane), CancellationToken.None)),
        ]);

        var open = 0;
        foreach (var item in items)
        {
            var now = await scene.ReadAsync(item);
            Assert.Equal((Answer.None, 2), (now.Answer, now.Scopes.Length));
            open++;
        }
        Assert.Equal((open, null), ((await scene.ReadAsync(jane)).OpenCount, (await scene.ReadAsync(jane)).AnsweredAllAt));
    }

    private Task<GrownScopes> RunAsync() =>
        new ScopeGrowthCheck(scene.Database.Source).RunAsync(
            new CheckScopeGrowth(scene.Campaign.Id, scene.Clock.GetUtcNow()),
            CancellationToken.None
        );
}
