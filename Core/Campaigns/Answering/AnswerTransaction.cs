using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Answering;

/// <summary>
/// Reads and writes the rows of one click in one transaction. Locks are always taken in the same order: campaign (shared, so that closing
/// waits for clicks in progress and they wait for closing), participant, grants, audit head.
/// </summary>
internal sealed class AnswerTransaction : IAsyncDisposable
{
    private readonly OAuthAttestDb db;
    private readonly IDbContextTransaction transaction;
    private readonly List<AuditEntry> audit = [];

    private AnswerTransaction(OAuthAttestDb db, IDbContextTransaction transaction, DateTimeOffset now)
    {
        this.db = db;
        this.transaction = transaction;
        Now = now;
    }

    /// <summary>The instant used for everything in this click.</summary>
    public DateTimeOffset Now { get; }

    public OAuthAttestDb Db => db;

    public static async Task<AnswerTransaction> OpenAsync(
        IDbContextFactory<OAuthAttestDb> databases,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var context = await databases.CreateDbContextAsync(cancellation);
        return new AnswerTransaction(
            context,
            await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation),
            now
        );
    }

    public async Task<Campaign?> LockCampaignAsync(string key, CancellationToken cancellation) =>
        (
            await db.Campaigns.FromSql($"SELECT * FROM campaigns WHERE key = {key} FOR SHARE").AsNoTracking().ToListAsync(cancellation)
        ).SingleOrDefault();

    public async Task<CampaignParticipant?> LockParticipantOfAsync(long campaignId, long grantId, CancellationToken cancellation) =>
        (await db.Participants.FromSql($"""
            SELECT p.* FROM campaign_participants p
            WHERE p.id = (SELECT i.participant_id FROM campaign_items i WHERE i.campaign_id = {campaignId} AND i.grant_id = {grantId})
            FOR UPDATE
            """).ToListAsync(cancellation)).SingleOrDefault();

    public async Task<CampaignParticipant?> LockParticipantAsync(long campaignId, string key, CancellationToken cancellation) =>
        (await db.Participants.FromSql($"SELECT * FROM campaign_participants WHERE campaign_id = {campaignId} AND key = {key} FOR UPDATE")
            .ToListAsync(cancellation)).SingleOrDefault();

    public async Task<CampaignItem> LockItemAsync(long campaignId, long grantId, CancellationToken cancellation) =>
        (await db.Items.FromSql($"SELECT * FROM campaign_items WHERE campaign_id = {campaignId} AND grant_id = {grantId} FOR UPDATE")
            .ToListAsync(cancellation)).Single();

    /// <summary>Adds the decision unless this delivery already added one; then that decision's outcome is returned.</summary>
    public async Task<DecisionOutcome?> AddDecisionAsync(CampaignDecision decision, CancellationToken cancellation)
    {
        var added = await db.Database.ExecuteSqlAsync($"""
            INSERT INTO campaign_decisions (campaign_id, grant_id, participant_id, slack_user_id, answer, reason, decided_at, outcome,
                delivery_key, scope_digest, without_scopes)
            VALUES ({decision.CampaignId}, {decision.GrantId}, {decision.ParticipantId}, {decision.SlackUserId},
                {decision.Answer.ToString()},
                    {decision.Reason}, {decision.DecidedAt}, {decision.Outcome.ToString()}, {decision.DeliveryKey}, {decision.ScopeDigest},
                    {decision.WithoutScopes})
            ON CONFLICT (campaign_id, delivery_key) DO NOTHING
            """, cancellation);
        if (added == 1)
            return null;
        return await db.Decisions.Where(d => d.CampaignId == decision.CampaignId && d.DeliveryKey == decision.DeliveryKey)
            .Select(d => d.Outcome).SingleAsync(cancellation);
    }

    /// <summary>
    /// Adds the decisions of one click, all of one person, except those that this delivery already added. Returns the delivery keys that
    /// are new.
    /// </summary>
    public async Task<IReadOnlySet<string>> AddDecisionsAsync(IReadOnlyList<CampaignDecision> decisions, CancellationToken cancellation)
    {
        if (decisions.Count == 0)
            return new HashSet<string>();
        var first = decisions[0];
        var (grants, keys, digests) = (
            decisions.Select(d => d.GrantId!.Value).ToArray(),
            decisions.Select(d => d.DeliveryKey).ToArray(),
            decisions.Select(d => d.ScopeDigest!).ToArray()
        );
        var added = await db
            .Database.SqlQuery<string>(
                $"""
                INSERT INTO campaign_decisions (campaign_id, grant_id, participant_id, slack_user_id, answer, reason, decided_at, outcome,
                    delivery_key, scope_digest)
                SELECT {first.CampaignId}, d.grant_id, {first.ParticipantId}, {first.SlackUserId}, {first.Answer.ToString()},
                    {first.Reason}, {first.DecidedAt}, {first.Outcome.ToString()}, d.delivery_key, d.digest
                  FROM unnest({grants}, {keys}, {digests}) AS d (grant_id, delivery_key, digest)
                ON CONFLICT (campaign_id, delivery_key) DO NOTHING
                RETURNING delivery_key
                """
            )
            .ToListAsync(cancellation);
        return added.ToHashSet(StringComparer.Ordinal);
    }

    public void Audit(string kind, string subject, string actor, Dictionary<string, object?> data) =>
        audit.Add(new AuditEntry(kind, subject, actor, data));

    /// <summary>Saves the changes, appends the audit entries last, and commits.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation);
        await AuditLog.AppendAndCommitAsync(db, Now, audit, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await db.DisposeAsync();
    }
}
