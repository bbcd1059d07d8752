using Microsoft.EntityFrameworkCore;
using OAuthAttest.Evidence;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Campaigns.Answering;

/// <summary>
/// Records answers. One click is one transaction: its checks, the decision, the item, the participant's counters and the audit entry are
/// committed together, before anybody is notified. Refused clicks are stored as evidence.
/// </summary>
public sealed class AnswerService(
    IDbContextFactory<OAuthAttestDb> databases,
    ScopeDictionary dictionary,
    TimeProvider clock,
    IBusinessTelemetry telemetry
)
{
    /// <summary>Records the answer to one grant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The reason is too long; the caller checks that first.</exception>
    public async Task<AnswerReceipt> RecordAsync(GiveAnswer given, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(given.Reason?.Length ?? 0, GiveAnswer.MaxReasonLength, nameof(given));
        await using var transaction = await AnswerTransaction.OpenAsync(databases, clock.GetUtcNow(), cancellation);
        var campaign = await transaction.LockCampaignAsync(given.Campaign, cancellation);
        if (campaign is null)
            return await RefuseUnknownCampaignAsync(transaction, given.Campaign, given.SlackUserId, given.DeliveryKey, cancellation);
        var participant = await transaction.LockParticipantOfAsync(campaign.Id, given.GrantId, cancellation);
        if (participant is null)
            return await RefuseUnknownAsync(transaction, campaign, given.Answer, given.SlackUserId, given.DeliveryKey, cancellation);

        var item = await transaction.LockItemAsync(campaign.Id, given.GrantId, cancellation);
        var offer = given.OfferPrefix is null
            ? null
            : await NarrowedKeep.FindAsync(transaction.Db, campaign, item, dictionary, cancellation);
        var outcome = AnswerRules.Decide(campaign, participant, item, given, offer, transaction.Now);
        if (outcome == DecisionOutcome.Accepted && AnswerRules.SaysTheSame(item, given, offer))
            return AnswerReceipt.Of(campaign, participant, given.SlackUserId, outcome) with { IsRepeat = true };
        var without = outcome == DecisionOutcome.Accepted ? offer?.Without.ToArray() : null;
        var decision = Decision(participant, item, given, outcome, transaction.Now, without);
        var before = await transaction.AddDecisionAsync(decision, cancellation);
        if (before is { } known)
            return AnswerReceipt.Of(campaign, participant, given.SlackUserId, known) with { IsRepeat = true };

        if (outcome == DecisionOutcome.Accepted)
            Apply(participant, item, given, transaction.Now, without);
        AuditAnswer(transaction, campaign, participant, item, given, outcome, without);
        if (outcome == DecisionOutcome.Accepted)
            participant.NeedRepaint();
        await transaction.CommitAsync(cancellation);
        var receipt = AnswerReceipt.Of(campaign, participant, given.SlackUserId, outcome) with
        {
            Answered = outcome == DecisionOutcome.Accepted ? 1 : 0,
            LeavesOpen = given.Answer != Answer.None && participant.OpenCount > 0,
        };
        telemetry.Track(outcome == DecisionOutcome.Accepted
            ? BusinessEvents.AnswersAccepted(campaign.Key.ToString(), given.Answer, receipt.ByDelegate, 1)
            : BusinessEvents.AnswersRefused(campaign.Key.ToString(), given.Answer, outcome));
        return receipt;
    }

    /// <summary>
    /// Answers Keep for every open grant of the person that qualifies for "Keep all low-risk": see <see cref="LowRiskKeep"/>.
    /// </summary>
    public async Task<AnswerReceipt> KeepAllLowRiskAsync(KeepAllLowRisk given, CancellationToken cancellation)
    {
        await using var transaction = await AnswerTransaction.OpenAsync(databases, clock.GetUtcNow(), cancellation);
        var campaign = await transaction.LockCampaignAsync(given.Campaign, cancellation);
        if (campaign is null)
            return await RefuseUnknownCampaignAsync(transaction, given.Campaign, given.SlackUserId, given.DeliveryKey, cancellation);
        var participant = await transaction.LockParticipantAsync(campaign.Id, given.ParticipantKey, cancellation);
        if (participant is null)
            return await RefuseUnknownAsync(transaction, campaign, Answer.Keep, given.SlackUserId, given.DeliveryKey, cancellation);
        if (!AnswerRules.MayAnswer(participant, given.SlackUserId))
            return await RefuseAllAsync(transaction, campaign, participant, given, DecisionOutcome.RefusedNotOwner, cancellation);
        if (AnswerRules.RefusedByTime(campaign, transaction.Now) is { } late)
            return await RefuseAllAsync(transaction, campaign, participant, given, late, cancellation);

        var safe = await LowRiskKeep.LockAsync(transaction.Db, participant, dictionary, cancellation);
        var ones = safe.Select(item => (Item: item, Given: One(given, item))).ToList();
        var added = await transaction.AddDecisionsAsync(
            ones.ConvertAll(one => Decision(participant, one.Item, one.Given, DecisionOutcome.Accepted, transaction.Now)),
            cancellation
        );
        foreach (var (item, one) in ones.Where(one => added.Contains(one.Given.DeliveryKey)))
        {
            Apply(participant, item, one, transaction.Now);
            AuditAnswer(transaction, campaign, participant, item, one, DecisionOutcome.Accepted);
        }
        var kept = added.Count;
        if (kept > 0)
            participant.NeedRepaint();
        await transaction.CommitAsync(cancellation);
        var receipt = AnswerReceipt.Of(campaign, participant, given.SlackUserId, DecisionOutcome.Accepted) with
        {
            Answered = kept,
            IsRepeat = kept == 0,
            LeavesOpen = participant.OpenCount > 0,
        };
        if (kept > 0)
            telemetry.Track(BusinessEvents.AnswersAccepted(campaign.Key.ToString(), Answer.Keep, receipt.ByDelegate, kept));
        return receipt;
    }

    private static void Apply(
        CampaignParticipant participant, CampaignItem item, GiveAnswer given, DateTimeOffset now, string[]? without = null)
    {
        var wasOpen = item.Answer == Answer.None;
        var isOpen = given.Answer == Answer.None;
        item.Answer = given.Answer;
        item.WithoutScopes = without;
        item.Reason = isOpen ? null : AnswerRules.Trim(given.Reason);
        item.AnsweredAt = isOpen ? null : now;
        item.AnsweredBy = isOpen ? null : given.SlackUserId;
        // Whoever answers after the growth has decided; taking that answer back leaves the question open like any other.
        item.KeptScopes = null;
        if (wasOpen && !isOpen)
            participant.TakeAnswer(now);
        else if (!wasOpen && isOpen)
            participant.Reopen();
    }

    private async Task<AnswerReceipt> RefuseUnknownAsync(
        AnswerTransaction transaction,
        Campaign campaign,
        Answer answer,
        string slackUserId,
        string deliveryKey,
        CancellationToken cancellation
    )
    {
        var decision = new CampaignDecision
        {
            CampaignId = campaign.Id,
            SlackUserId = slackUserId,
            Answer = answer,
            DecidedAt = transaction.Now,
            Outcome = DecisionOutcome.RefusedUnknownGrant,
            DeliveryKey = deliveryKey,
        };
        if (await transaction.AddDecisionAsync(decision, cancellation) is { } known)
            return new AnswerReceipt { Outcome = known, IsRepeat = true };
        transaction.Audit(AuditKinds.AnswerRefused, $"campaign/{campaign.Key}", slackUserId, new() { ["outcome"] = decision.Outcome });
        await transaction.CommitAsync(cancellation);
        telemetry.Track(BusinessEvents.AnswersRefused(campaign.Key.ToString(), answer, decision.Outcome));
        return new AnswerReceipt { Outcome = decision.Outcome };
    }

    // No decision row can be written, because the campaign is unknown: the audit log records it, once.
    private static async Task<AnswerReceipt> RefuseUnknownCampaignAsync(
        AnswerTransaction transaction,
        string campaign,
        string slackUserId,
        string deliveryKey,
        CancellationToken cancellation
    )
    {
        if (!await ClickDeliveries.AddAsync(transaction.Db, deliveryKey, transaction.Now, cancellation))
            return new AnswerReceipt { Outcome = DecisionOutcome.RefusedUnknownGrant, IsRepeat = true };
        var named = CampaignKey.TryParse(campaign, out var key) ? key.ToString() : "(malformed)";
        transaction.Audit(AuditKinds.AnswerRefused, $"campaign/{named}", slackUserId, new() { ["outcome"] = "UnknownCampaign" });
        await transaction.CommitAsync(cancellation);
        return new AnswerReceipt { Outcome = DecisionOutcome.RefusedUnknownGrant };
    }

    private Task<AnswerReceipt> RefuseAllAsync(
        AnswerTransaction transaction,
        Campaign campaign,
        CampaignParticipant participant,
        KeepAllLowRisk given,
        DecisionOutcome outcome,
        CancellationToken cancellation
    ) =>
        new ListRefusal(
            $"campaign/{campaign.Key}/participant/{participant.Key}",
            nameof(KeepAllLowRisk),
            Answer.Keep,
            null,
            given.SlackUserId,
            given.DeliveryKey
        ).RecordAsync(transaction, campaign, participant, outcome, telemetry, cancellation);

    private static GiveAnswer One(KeepAllLowRisk given, CampaignItem item) => new()
    {
        Campaign = given.Campaign,
        GrantId = item.GrantId,
        Answer = Answer.Keep,
        DigestPrefix = DigestPrefix.Of(item.ScopeDigest),
        SlackUserId = given.SlackUserId,
        DeliveryKey = $"{given.DeliveryKey}:{item.GrantId}",
    };

    private static CampaignDecision Decision(
        CampaignParticipant participant,
        CampaignItem item,
        GiveAnswer given,
        DecisionOutcome outcome,
        DateTimeOffset now,
        string[]? without = null
    ) =>
        new()
        {
            CampaignId = item.CampaignId,
            GrantId = item.GrantId,
            ParticipantId = participant.Id,
            SlackUserId = given.SlackUserId,
            Answer = given.Answer,
            WithoutScopes = without,
            Reason = AnswerRules.Trim(given.Reason),
            DecidedAt = now,
            Outcome = outcome,
            DeliveryKey = given.DeliveryKey,
            ScopeDigest = ShownDigest(item, given),
        };

    /// <summary>The digest that was shown; null when the message showed older scopes, of which only a prefix is known.</summary>
    private static byte[]? ShownDigest(CampaignItem item, GiveAnswer given) =>
        DigestPrefix.Matches(given.DigestPrefix, item.ScopeDigest) ? item.ScopeDigest : null;

    private static void AuditAnswer(
        AnswerTransaction transaction,
        Campaign campaign,
        CampaignParticipant participant,
        CampaignItem item,
        GiveAnswer given,
        DecisionOutcome outcome,
        string[]? without = null
    )
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["answer"] = given.Answer,
            ["outcome"] = outcome,
            ["reason"] = AnswerRules.Trim(given.Reason),
            ["scopeDigest"] = ShownDigest(item, given),
        };
        if (without is not null)
            data["without"] = without;
        if (AnswerRules.IsByDelegate(participant, given.SlackUserId))
            data["onBehalfOf"] = participant.Key;
        transaction.Audit(
            outcome == DecisionOutcome.Accepted ? AuditKinds.AnswerAccepted : AuditKinds.AnswerRefused,
            $"campaign/{campaign.Key}/grant/{item.GrantId}",
            given.SlackUserId,
            data
        );
    }
}
