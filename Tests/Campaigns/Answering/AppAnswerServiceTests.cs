using System.Text.Json;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Evidence;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Answering;

/// <summary>One answer to all orphans of an app.</summary>
public sealed class AppAnswerServiceTests : IAsyncLifetime
{
    private const string LeadId = "U0LEAD";

    private readonly List<CampaignItem> orphans = [];
    private CampaignScene scene = null!;
    private CampaignParticipant lead = null!;
    private CampaignItem own = null!;

    private AppAnswerService Service => new(scene.Databases, scene.Clock, new NoTelemetry());

    public async Task InitializeAsync()
    {
        scene = await CampaignScene.CreateAsync();
        lead = await scene.AddPersonAsync("lead");
        var first = await scene.AddGrantAsync(lead, Orphan());
        orphans.Add(first);
        for (var i = 0; i < 4; i++)
            orphans.Add(await scene.AddGrantAsync(lead, Orphan() with { AppId = first.AppId }));
        own = await scene.AddGrantAsync(lead, Orphan() with { AppId = first.AppId, Ownership = Ownership.Own });
    }

    public async Task DisposeAsync() => await scene.DisposeAsync();

    [Theory]
    [InlineData(Answer.Keep)]
    [InlineData(Answer.Remove)]
    public async Task Record_AllOpenOrphans_GetTheAnswerTheReasonAndADecisionEach(Answer answer)
    {
        await scene.Service.RecordAsync(scene.Give(orphans[1], Answer.NotMine, LeadId), CancellationToken.None);

        var receipt = await Service.RecordAsync(await GiveAsync(answer), CancellationToken.None);

        Assert.Equal((DecisionOutcome.Accepted, 4, true), (receipt.Outcome, receipt.Answered, receipt.LeavesOpen));
        foreach (var orphan in orphans)
        {
            var item = await scene.ReadAsync(orphan);
            Assert.Equal(orphan == orphans[1] ? Answer.NotMine : answer, item.Answer);
            Assert.Equal(orphan == orphans[1] ? null : "Nobody has used it for years", item.Reason);
            Assert.Equal(LeadId, item.AnsweredBy);
        }
        Assert.Equal(Answer.None, (await scene.ReadAsync(own)).Answer);
        Assert.Equal((1, 2), ((await scene.ReadAsync(lead)).OpenCount, (await scene.ReadAsync(lead)).Revision));
        var decisions = (await scene.DecisionsAsync()).Where(decision => decision.Answer == answer).ToList();
        Assert.Equal(4, decisions.Count);
        Assert.All(decisions, decision =>
            Assert.Equal((DecisionOutcome.Accepted, LeadId, "Nobody has used it for years"),
                (decision.Outcome, decision.SlackUserId, decision.Reason))
        );
        Assert.Equal(orphans[0].ScopeDigest, decisions[0].ScopeDigest);
    }

    /// <summary>One entry for all of them: with their number, the digest of what was shown, and the reason.</summary>
    [Fact]
    public async Task Record_Accepted_LeavesOneEntryWithTheNumberAndTheDigest()
    {
        var given = await GiveAsync(Answer.Remove);

        await Service.RecordAsync(given, CancellationToken.None);

        var entry = Assert.Single(await scene.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == AuditKinds.AnswerAccepted)));
        Assert.EndsWith($"/app/{given.AppId}", entry.Subject, StringComparison.Ordinal);
        using var data = JsonDocument.Parse(entry.Data);
        Assert.Equal(5, data.RootElement.GetProperty("grants").GetInt32());
        Assert.StartsWith(given.DigestPrefix, data.RootElement.GetProperty("grantsDigest").GetString(), StringComparison.Ordinal);
        Assert.Equal("Nobody has used it for years", data.RootElement.GetProperty("reason").GetString());
    }

    /// <summary>Whoever answers after the growth has decided; the answer taken back leaves a question like any other.</summary>
    [Fact]
    public async Task Record_GrantsThatHadGrown_AreDecidedAndTakenBackAreOpenLikeAnyOther()
    {
        await scene.ExecuteAsync($"UPDATE campaign_items SET kept_scopes = ARRAY['User.Read'] WHERE grant_id = {orphans[0].GrantId}");

        await Service.RecordAsync(await GiveAsync(Answer.Keep), CancellationToken.None);
        await Service.RecordAsync(await GiveAsync(Answer.None), CancellationToken.None);

        var item = await scene.ReadAsync(orphans[0]);
        Assert.Equal((Answer.None, null), (item.Answer, item.KeptScopes));
    }

    [Fact]
    public async Task Record_DeliveredAgain_CountsOnceEvenAfterItWasTakenBack()
    {
        var given = await GiveAsync(Answer.Remove);
        await Service.RecordAsync(given, CancellationToken.None);
        Assert.True((await Service.RecordAsync(given, CancellationToken.None)).IsRepeat);

        var back = await Service.RecordAsync(await GiveAsync(Answer.None), CancellationToken.None);
        var again = await Service.RecordAsync(given, CancellationToken.None);

        Assert.Equal((5, true), (back.Answered, again.IsRepeat));
        Assert.Equal(Answer.None, (await scene.ReadAsync(orphans[0])).Answer);
        Assert.Null((await scene.ReadAsync(orphans[0])).Reason);
        Assert.Equal(6, (await scene.ReadAsync(lead)).OpenCount);
    }

    [Fact]
    public async Task Record_AGrantTurnedUpOrGrewSinceTheMessage_IsRefusedAndChangesNothing()
    {
        var given = await GiveAsync(Answer.Keep);
        await scene.Service.RecordAsync(scene.Give(orphans[1], Answer.Remove, LeadId), CancellationToken.None);

        var fewer = await Service.RecordAsync(given, CancellationToken.None);
        var current = await GiveAsync(Answer.Keep);
        await scene.ExecuteAsync($"UPDATE campaign_items SET scope_digest = sha256('x') WHERE grant_id = {orphans[2].GrantId}");
        var grown = await Service.RecordAsync(current, CancellationToken.None);

        Assert.Equal((DecisionOutcome.RefusedGrantsChanged, DecisionOutcome.RefusedGrantsChanged), (fewer.Outcome, grown.Outcome));
        Assert.Equal(Answer.None, (await scene.ReadAsync(orphans[0])).Answer);
    }

    [Theory]
    [InlineData("U0MALLORY", "A good reason", 0, DecisionOutcome.RefusedNotOwner)]
    [InlineData(LeadId, "A good reason", 20, DecisionOutcome.RefusedAfterCutOff)]
    [InlineData(LeadId, "  ", 0, DecisionOutcome.RefusedReasonMissing)]
    public async Task Record_Refused_IsOnRecordOnceAndChangesNothing(string by, string reason, int daysLater, DecisionOutcome expected)
    {
        var given = await GiveAsync(Answer.Keep) with { SlackUserId = by, Reason = reason };
        scene.Clock.Advance(TimeSpan.FromDays(daysLater));

        var receipt = await Service.RecordAsync(given, CancellationToken.None);
        await Service.RecordAsync(given, CancellationToken.None);

        Assert.Equal(expected, receipt.Outcome);
        Assert.Equal(expected, Assert.Single(await scene.DecisionsAsync()).Outcome);
        Assert.Equal(6, (await scene.ReadAsync(lead)).OpenCount);
    }

    [Fact]
    public async Task Record_CancelledCampaign_SaysCancelled()
    {
        var given = await GiveAsync(Answer.Keep);
        await scene.ExecuteAsync($"UPDATE campaigns SET state = 'Cancelled', closed_at = now()");

        Assert.Equal(DecisionOutcome.RefusedCancelled, (await Service.RecordAsync(given, CancellationToken.None)).Outcome);
        Assert.Equal(
            DecisionOutcome.RefusedCancelled,
            (await scene.Service.RecordAsync(scene.Give(own, Answer.Remove, LeadId), CancellationToken.None)).Outcome
        );
    }

    [Fact]
    public async Task ShowApp_OnlyTheOwnerAndOnlyWhatIsCurrent()
    {
        var button = await ButtonAsync();

        var shown = await scene.Viewer.ShowAppAsync(button, LeadId, CancellationToken.None);
        var strangers = await scene.Viewer.ShowAppAsync(button, "U0MALLORY", CancellationToken.None);
        await scene.Service.RecordAsync(scene.Give(orphans[1], Answer.Remove, LeadId), CancellationToken.None);
        var stale = await scene.Viewer.ShowAppAsync(button, LeadId, CancellationToken.None);

        Assert.Equal((DecisionOutcome.Accepted, 5), (shown.Outcome, shown.Card!.Answers.Open));
        Assert.Equal((DecisionOutcome.RefusedNotOwner, null), (strangers.Outcome, strangers.Card));
        Assert.Equal((DecisionOutcome.RefusedGrantsChanged, null), (stale.Outcome, stale.Card));
    }

    private static GrantSketch Orphan() =>
        new() { App = "Old Sync", Ownership = Ownership.Orphan, Scopes = CampaignScene.HighScopes };

    private async Task<GroupButton> ButtonAsync()
    {
        await using var db = await scene.Databases.CreateDbContextAsync();
        var view = await scene.Composer.ComposeAsync(
            db, new ComposeRequest(lead.Id, 1, scene.Clock.GetUtcNow()), CancellationToken.None);
        var card = view.Entries.OfType<AppCard>().Single();
        return new GroupButton(scene.Campaign.Key, "lead", 1, OpenedGroup.OfApp(card.AppId), card.DigestPrefix);
    }

    private async Task<AnswerApp> GiveAsync(Answer answer)
    {
        var button = await ButtonAsync();
        return new AnswerApp
        {
            Campaign = scene.Campaign.Key.ToString(),
            ParticipantKey = "lead",
            AppId = button.Group.AppId!.Value,
            Answer = answer,
            Reason = answer == Answer.None ? null : "Nobody has used it for years",
            DigestPrefix = button.DigestPrefix,
            SlackUserId = LeadId,
            DeliveryKey = $"app-{answer}",
        };
    }
}
