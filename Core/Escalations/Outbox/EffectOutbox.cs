using Microsoft.EntityFrameworkCore;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Outbox;

/// <summary>
/// The rows of <c>escalation_outbox</c>. An attempt is committed before its call and its end after it; no transaction is open and
/// nothing is locked during the call. If an attempt never ends, the row's lease says when it may be tried again.
/// </summary>
public sealed class EffectOutbox(IDbContextFactory<OAuthAttestDb> databases)
{
    private const int LongestError = 500;

    /// <summary>Claims the row for one attempt.</summary>
    /// <param name="lease">How long nobody else may try. Zero if the service ignores repetitions: then a crash causes no wait.</param>
    /// <returns>Null when another attempt has claimed it, or it is settled.</returns>
    public async Task<EffectClaim?> ClaimAsync(EscalationEffect effect, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var (at, until) = (now.ToUniversalTime(), (now + lease).ToUniversalTime());
        var taken = await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE escalation_outbox SET state = 'Sending', attempts = attempts + 1, next_attempt_at = {until}
            WHERE id = {effect.Id} AND attempts = {effect.Attempts} AND state = ANY({EffectRows.OpenNames}) AND next_attempt_at <= {at}
            """,
            cancellation);
        return taken == 1 ? new EffectClaim(effect.Id, effect.Attempts + 1) : null;
    }

    /// <summary>Claims a row for its first attempt, without reading it before; without a lease.</summary>
    /// <returns>The row as claimed; null when an attempt has begun, or it is settled.</returns>
    public async Task<EscalationEffect?> ClaimFirstAsync(string key, DateTimeOffset now, CancellationToken cancellation)
    {
        var at = now.ToUniversalTime();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var claimed = await db.Effects.FromSql(
            $"""
            UPDATE escalation_outbox SET state = {nameof(EffectState.Sending)}, attempts = 1, next_attempt_at = {at}
            WHERE key = {key} AND attempts = 0 AND state = {nameof(EffectState.Pending)} AND next_attempt_at <= {at}
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellation);
        return claimed.SingleOrDefault();
    }

    /// <summary>The attempt failed; another one follows.</summary>
    public async Task PostponeAsync(EffectClaim claim, DateTimeOffset until, string error, string? result, CancellationToken cancellation)
    {
        var reason = Short(error);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Effects
            .Where(e => e.Id == claim.Id && e.Attempts == claim.Attempt && e.State == EffectState.Sending)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(e => e.State, EffectState.Pending)
                        .SetProperty(e => e.NextAttemptAt, until)
                        .SetProperty(e => e.LastError, reason)
                        .SetProperty(e => e.Result, e => result ?? e.Result),
                cancellation
            );
    }

    public async Task SettleAsync(
        long id,
        EffectState state,
        string? result,
        string? error,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await SettleAsync(db, id, state, result, error, now, cancellation);
    }

    /// <summary>
    /// Settles the row within the caller's transaction, even if another attempt has claimed it meanwhile, because the service has done its
    /// part. A row that is done stays done.
    /// </summary>
    public static Task<int> SettleAsync(
        OAuthAttestDb db,
        long id,
        EffectState state,
        string? result,
        string? error,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var reason = error is null ? null : Short(error);
        return db.Database.ExecuteSqlAsync(
            $"""
            UPDATE escalation_outbox SET state = {state.ToString()}, done_at = {now.ToUniversalTime()}, result = coalesce({result}::jsonb,
                result), last_error = coalesce({reason}, last_error)
            WHERE id = {id} AND state <> 'Done'
            """,
            cancellation);
    }

    /// <summary>Stores what is remembered with a row, whatever its state.</summary>
    public async Task NoteAsync(long id, string result, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Effects.Where(e => e.Id == id).ExecuteUpdateAsync(set => set.SetProperty(e => e.Result, result), cancellation);
    }

    /// <summary>Settles those of the rows that are open, within the caller's transaction.</summary>
    public static Task<int> SettleOpenAsync(OAuthAttestDb db, string[] keys, DateTimeOffset now, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync(
            $"""
            UPDATE escalation_outbox SET state = {nameof(EffectState.Done)}, done_at = {now.ToUniversalTime()}
            WHERE key = ANY({keys}) AND state = ANY({EffectRows.OpenNames})
            """,
            cancellation);

    /// <summary>Adds rows within the caller's transaction; rows whose keys exist are left as they are.</summary>
    /// <returns>How many are new.</returns>
    public static async Task<int> AddAsync(OAuthAttestDb db, IReadOnlyList<EscalationEffect> effects, CancellationToken cancellation)
    {
        var rows = effects
            .Select(e => new
            {
                e.Key,
                Kind = e.Kind.ToString(),
                e.ConsentId,
                e.IncidentId,
                State = e.State.ToString(),
                At = e.NextAttemptAt.UtcDateTime,
                e.Payload,
                Made = e.CreatedAt.UtcDateTime,
            })
            .ToList();
        return await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO escalation_outbox (key, kind, consent_id, incident_id, state, attempts, next_attempt_at, payload, created_at)
            SELECT key, kind, consent, incident, state, 0, at, payload::jsonb, made
            FROM unnest({rows.ConvertAll(row => row.Key)}, {rows.ConvertAll(row => row.Kind)}, {rows.ConvertAll(row =>
                row.ConsentId
            )}, {rows.ConvertAll(row => row.IncidentId)}, {rows.ConvertAll(row => row.State)},
                {rows.ConvertAll(row => row.At)}, {rows.ConvertAll(row => row.Payload)}, {rows.ConvertAll(row =>
                row.Made
            )}) AS wanted (key, kind, consent, incident, state, at, payload, made)
            ON CONFLICT (key) DO NOTHING
            """,
            cancellation);
    }

    public static EscalationEffect New(
        string key,
        EffectKind kind,
        long? incidentId,
        DateTimeOffset now,
        long? consentId = null,
        string? payload = null
    ) =>
        new()
        {
            Key = key,
            Kind = kind,
            ConsentId = consentId,
            IncidentId = incidentId,
            State = EffectState.Pending,
            NextAttemptAt = now,
            Payload = payload,
            CreatedAt = now,
        };

    private static string Short(string error) => WireText.Cut(error, LongestError);
}

/// <summary>One attempt: the row and the attempt's number.</summary>
public sealed record EffectClaim(long Id, int Attempt);
