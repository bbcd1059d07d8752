using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>
/// Writes the rows of one action in one transaction. Locks are always taken in the same order: incident, acts, effects, audit head.
/// </summary>
internal sealed class IncidentTransaction : IAsyncDisposable
{
    private readonly OAuthAttestDb db;
    private readonly IDbContextTransaction transaction;
    private readonly DateTimeOffset now;
    private readonly List<AuditEntry> audit = [];

    private IncidentTransaction(OAuthAttestDb db, IDbContextTransaction transaction, DateTimeOffset now) =>
        (this.db, this.transaction, this.now) = (db, transaction, now);

    public static async Task<IncidentTransaction> OpenAsync(
        IDbContextFactory<OAuthAttestDb> databases,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var context = await databases.CreateDbContextAsync(cancellation);
        return new IncidentTransaction(
            context,
            await context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation),
            now
        );
    }

    public async Task<Incident?> LockAsync(long incidentId, CancellationToken cancellation) =>
        (
            await db.Incidents.FromSql($"SELECT * FROM incidents WHERE id = {incidentId} FOR UPDATE").ToListAsync(cancellation)
        ).SingleOrDefault();

    /// <summary>The outcome of an earlier delivery with this key; null when it is new.</summary>
    public async Task<IncidentActOutcome?> OutcomeOfAsync(string deliveryKey, CancellationToken cancellation) =>
        await db
            .IncidentActs.Where(act => act.DeliveryKey == deliveryKey)
            .Select(act => (IncidentActOutcome?)act.Outcome)
            .SingleOrDefaultAsync(cancellation);

    public void Add(IncidentAct act) => db.Add(act);

    /// <summary>Notes an action on an incident that is not there, which can have no row; false when it was noted before.</summary>
    public Task<bool> IsFirstAsync(string deliveryKey, CancellationToken cancellation) =>
        ClickDeliveries.AddAsync(db, deliveryKey, now, cancellation);

    /// <summary>Who ordered the revocation last.</summary>
    public async Task<string?> RevokedByAsync(long incidentId, CancellationToken cancellation) =>
        await db
            .IncidentActs.Where(act =>
                act.IncidentId == incidentId && act.Kind == IncidentActKind.Revoke && act.Outcome == IncidentActOutcome.Done
            )
            .OrderByDescending(act => act.Id)
            .Select(act => act.Actor)
            .FirstOrDefaultAsync(cancellation);

    /// <summary>The escalated consents of the incident, whose grants are to be revoked.</summary>
    public async Task<IReadOnlyList<EscalatedConsent>> ConsentsAsync(long incidentId, CancellationToken cancellation) =>
        await db.Escalations.Where(escalation => escalation.IncidentId == incidentId && escalation.Verdict == EscalationVerdict.Escalate)
            .Join(db.Consents, escalation => escalation.ConsentId, consent => consent.Id, (_, consent) => consent)
            .OrderBy(consent => consent.Id)
            .Select(consent => new EscalatedConsent(consent.Id, consent.Key))
            .ToListAsync(cancellation);

    public async Task<long?> ConsentIdAsync(string escalationKey, CancellationToken cancellation) =>
        await db
            .Consents.Where(consent => consent.Key == escalationKey)
            .Select(consent => (long?)consent.Id)
            .SingleOrDefaultAsync(cancellation);

    /// <summary>How many alerts were wanted: a new one after each acknowledgement that news followed.</summary>
    public async Task<int> AlertsAsync(long incidentId, CancellationToken cancellation) =>
        Math.Max(1, await db.Effects.CountAsync(e => e.IncidentId == incidentId && e.Kind == EffectKind.Page, cancellation));

    /// <summary>Adds an outbox row; false when it exists already.</summary>
    public async Task<bool> WantAsync(EffectKind kind, string key, long incidentId, long? consentId, CancellationToken cancellation) =>
        await EffectOutbox.AddAsync(db, [EffectOutbox.New(key, kind, incidentId, now, consentId)], cancellation) == 1;

    /// <summary>Adds a note for the thread.</summary>
    public Task<int> WantNoteAsync(string what, string of, long incidentId, NoteOrder note, CancellationToken cancellation) =>
        EffectOutbox.AddAsync(
            db,
            [
                EffectOutbox.New(
                    EffectKeys.SlackNote(what, of),
                    EffectKind.SlackNote,
                    incidentId,
                    now,
                    payload: EffectRows.Write(note)
                ),
            ],
            cancellation
        );

    /// <summary>The state of each revocation that was ordered, by consent.</summary>
    public async Task<IReadOnlyDictionary<long, EffectState>> RevocationsAsync(long incidentId, CancellationToken cancellation) =>
        await db.Effects.Where(effect => effect.IncidentId == incidentId && effect.Kind == EffectKind.Revoke && effect.ConsentId != null)
            .ToDictionaryAsync(effect => effect.ConsentId!.Value, effect => effect.State, cancellation);

    /// <summary>
    /// Orders again what was given up; returns how many. Attempts go on counting, so that a late end of an old one settles nothing, and
    /// whether an old one may have removed something stays known.
    /// </summary>
    public Task<int> RetryRevocationsAsync(long incidentId, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE escalation_outbox
            SET state = {nameof(EffectState.Pending)}, next_attempt_at = {now.ToUniversalTime()}, done_at = NULL,
                payload = jsonb_build_object('round', coalesce((payload->>'round')::int, 1) + 1, 'attemptsBefore', attempts),
                result = jsonb_build_object('mayHaveRemoved', coalesce((result->>'mayHaveRemoved')::boolean, false))
            WHERE incident_id = {incidentId} AND kind = {nameof(EffectKind.Revoke)} AND state = {nameof(EffectState.Failed)}
            """,
            cancellation);

    /// <summary>Skips the revocations that have not begun.</summary>
    public async Task<int> CallOffRevocationsAsync(long incidentId, string why, CancellationToken cancellation) =>
        await db
            .Effects.Where(effect =>
                effect.IncidentId == incidentId && effect.Kind == EffectKind.Revoke && effect.State == EffectState.Pending
            )
            .ExecuteUpdateAsync(
                update =>
                    update
                        .SetProperty(effect => effect.State, EffectState.Skipped)
                        .SetProperty(effect => effect.LastError, why)
                        .SetProperty(effect => effect.DoneAt, now.ToUniversalTime()),
                cancellation
            );

    public void Audit(string kind, string subject, string actor, Dictionary<string, object?> data) =>
        audit.Add(new AuditEntry(kind, subject, actor, data));

    /// <summary>Writes what changed, appends the audit entries last, and commits.</summary>
    public async Task CommitAsync(CancellationToken cancellation)
    {
        await db.SaveChangesAsync(cancellation);
        await AuditLog.AppendAsync(db, now, audit, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await db.DisposeAsync();
    }
}

internal sealed record EscalatedConsent(long Id, string Key);
