using System.Globalization;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Campaigns.Answering;

/// <summary>
/// Records one answer to all orphans of an app, for whoever answers for the app. It covers exactly the grants that the message showed as
/// open, with the scopes that they had then; each gets a decision of its own, and the click is one entry of the audit log.
/// </summary>
public sealed class AppAnswerService(IDbContextFactory<OAuthAttestDb> databases, TimeProvider clock, IBusinessTelemetry telemetry)
{
    private const string OfApp = """
        "Value" FROM campaign_items WHERE campaign_id = {0} AND participant_id = {1} AND app_id = {2} AND ownership = 'Orphan'
        """;

    private const string OpenDigestSql = $"SELECT {OrphanDigest.OfOpen} AS {OfApp}";
    private const string AnsweredDigestSql = $"SELECT {OrphanDigest.OfAnswered} AS {OfApp}";

    /// <exception cref="ArgumentOutOfRangeException">The reason is too long; the caller checks that first.</exception>
    public async Task<AnswerReceipt> RecordAsync(AnswerApp given, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(given.Reason?.Length ?? 0, GiveAnswer.MaxReasonLength, nameof(given));
        await using var transaction = await AnswerTransaction.OpenAsync(databases, clock.GetUtcNow(), cancellation);
        if (
            await transaction.LockCampaignAsync(given.Campaign, cancellation) is not { } campaign
            || await transaction.LockParticipantAsync(campaign.Id, given.ParticipantKey, cancellation) is not { } participant
        )
        {
            return new AnswerReceipt { Outcome = DecisionOutcome.RefusedUnknownGrant };
        }
        if (!AnswerRules.MayAnswer(participant, given.SlackUserId))
            return await RefuseAsync(transaction, campaign, participant, given, DecisionOutcome.RefusedNotOwner, cancellation);
        if (AnswerRules.RefusedByTime(campaign, transaction.Now) is { } late)
            return await RefuseAsync(transaction, campaign, participant, given, late, cancellation);

        var all = await LockAsync(transaction.Db, participant, given.AppId, cancellation);
        if (await IsRepeatAsync(transaction.Db, campaign, all, given, cancellation))
            return AnswerReceipt.Of(campaign, participant, given.SlackUserId, DecisionOutcome.Accepted) with { IsRepeat = true };
        // An answer is for the open ones; taking answers back is for the others.
        var grants = all.FindAll(grant => grant.IsOpen == (given.Answer != Answer.None));
        var digest = await DigestAsync(transaction.Db, participant, given, cancellation);
        if (given.Answer != Answer.None)
        {
            if (grants.Count == 0 || !DigestPrefix.Matches(given.DigestPrefix, digest))
                return await RefuseAsync(transaction, campaign, participant, given, DecisionOutcome.RefusedGrantsChanged, cancellation);
            if (AnswerRules.Trim(given.Reason) is null)
                return await RefuseAsync(transaction, campaign, participant, given, DecisionOutcome.RefusedReasonMissing, cancellation);
        }
        if (grants.Count == 0)
            return AnswerReceipt.Of(campaign, participant, given.SlackUserId, DecisionOutcome.Accepted) with { IsRepeat = true };
        return await AcceptAsync(transaction, campaign, participant, given, grants, digest, cancellation);
    }

    private async Task<AnswerReceipt> AcceptAsync(
        AnswerTransaction transaction,
        Campaign campaign,
        CampaignParticipant participant,
        AnswerApp given,
        List<OrphanGrant> grants,
        byte[] digest,
        CancellationToken cancellation
    )
    {
        var count = await WriteAsync(transaction, participant, given, grants, cancellation);
        if (given.Answer == Answer.None)
            participant.Reopen(count);
        else
            participant.TakeAnswer(transaction.Now, count);
        participant.NeedRepaint();
        transaction.Audit(
            AuditKinds.AnswerAccepted,
            Subject(campaign, participant, given),
            given.SlackUserId,
            new()
            {
                ["answer"] = given.Answer,
                ["outcome"] = DecisionOutcome.Accepted,
                ["reason"] = AnswerRules.Trim(given.Reason),
                ["grants"] = count,
                ["grantsDigest"] = digest,
                ["onBehalfOf"] = AnswerRules.IsByDelegate(participant, given.SlackUserId) ? participant.Key : null,
            }
        );
        await transaction.CommitAsync(cancellation);
        var receipt = AnswerReceipt.Of(campaign, participant, given.SlackUserId, DecisionOutcome.Accepted) with
        {
            Answered = count,
            LeavesOpen = given.Answer != Answer.None && participant.OpenCount > 0,
        };
        telemetry.Track(BusinessEvents.AnswersAccepted(campaign.Key.ToString(), given.Answer, receipt.ByDelegate, count));
        return receipt;
    }

    private static Task<List<OrphanGrant>> LockAsync(
        OAuthAttestDb db, CampaignParticipant participant, long appId, CancellationToken cancellation) =>
        db.Database.SqlQuery<OrphanGrant>(
            $"""
            SELECT grant_id AS "GrantId", answer = 'None' AS "IsOpen" FROM campaign_items
             WHERE campaign_id = {participant.CampaignId} AND participant_id = {participant.Id} AND app_id = {appId}
               AND ownership = 'Orphan'
             ORDER BY grant_id FOR UPDATE
            """
        ).ToListAsync(cancellation);

    private static Task<bool> IsRepeatAsync(
        OAuthAttestDb db, Campaign campaign, List<OrphanGrant> all, AnswerApp given, CancellationToken cancellation)
    {
        var keys = all.ConvertAll(grant => string.Create(CultureInfo.InvariantCulture, $"{given.DeliveryKey}:{grant.GrantId}"));
        return db.Decisions.AnyAsync(
            decision => decision.CampaignId == campaign.Id && keys.Contains(decision.DeliveryKey), cancellation);
    }

    private static Task<byte[]> DigestAsync(
        OAuthAttestDb db, CampaignParticipant participant, AnswerApp given, CancellationToken cancellation) =>
        db.Database.SqlQueryRaw<byte[]>(
            given.Answer == Answer.None ? AnsweredDigestSql : OpenDigestSql, participant.CampaignId, participant.Id, given.AppId
        ).SingleAsync(cancellation);

    // One statement, whatever the number: an app may have ten thousand orphans, and Slack waits three seconds.
    private static Task<int> WriteAsync(
        AnswerTransaction transaction,
        CampaignParticipant participant,
        AnswerApp given,
        List<OrphanGrant> grants,
        CancellationToken cancellation
    )
    {
        var ids = grants.Select(grant => grant.GrantId).ToArray();
        var isOpen = given.Answer == Answer.None;
        var (answer, accepted, reason) = (given.Answer.ToString(), nameof(DecisionOutcome.Accepted), AnswerRules.Trim(given.Reason));
        DateTimeOffset? answeredAt = isOpen ? null : transaction.Now;
        var answeredBy = isOpen ? null : given.SlackUserId;
        return transaction.Db.Database.ExecuteSqlAsync(
            $"""
            WITH decided AS (
                INSERT INTO campaign_decisions (campaign_id, grant_id, participant_id, slack_user_id, answer, reason, decided_at, outcome,
                    delivery_key, scope_digest)
                SELECT i.campaign_id, i.grant_id, i.participant_id, {given.SlackUserId}, {answer}, {reason}, {transaction.Now}, {accepted},
                       {given.DeliveryKey} || ':' || i.grant_id, i.scope_digest
                  FROM campaign_items i
                 WHERE i.campaign_id = {participant.CampaignId} AND i.grant_id = ANY({ids})
                RETURNING grant_id)
            UPDATE campaign_items i
               SET answer = {answer}, reason = {(isOpen ? null : reason)}, answered_at = {answeredAt}, answered_by = {answeredBy},
                   kept_scopes = NULL, without_scopes = NULL
              FROM decided d
             WHERE i.campaign_id = {participant.CampaignId} AND i.grant_id = d.grant_id
            """, cancellation);
    }

    private Task<AnswerReceipt> RefuseAsync(
        AnswerTransaction transaction,
        Campaign campaign,
        CampaignParticipant participant,
        AnswerApp given,
        DecisionOutcome outcome,
        CancellationToken cancellation
    ) =>
        new ListRefusal(
            Subject(campaign, participant, given),
            given.Answer,
            given.Answer,
            AnswerRules.Trim(given.Reason),
            given.SlackUserId,
            given.DeliveryKey
        ).RecordAsync(transaction, campaign, participant, outcome, telemetry, cancellation);

    private static string Subject(Campaign campaign, CampaignParticipant participant, AnswerApp given) =>
        $"campaign/{campaign.Key}/participant/{participant.Key}/app/{given.AppId}";

    private sealed record OrphanGrant(long GrantId, bool IsOpen);
}
