using Npgsql;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Outbox;

/// <summary>
/// The rows of <c>escalation_outbox</c>. An attempt is committed before its call and its end after it; no transaction is open and
/// nothing is locked during the call. If an attempt never ends, the row's lease says when it may be tried again.
/// </summary>
public sealed class EffectOutbox(NpgsqlDataSource database)
{
    private const int LongestError = 500;

    private static readonly string ClaimFirstSql = $"""
        UPDATE escalation_outbox AS o SET state = 'Sending', attempts = 1, next_attempt_at = $2
        WHERE key = $1 AND attempts = 0 AND state = 'Pending' AND next_attempt_at <= $2
        RETURNING {EntityRows<EscalationEffect>.Columns("o")}
        """;

    /// <summary>Claims the row for one attempt.</summary>
    /// <param name="lease">How long nobody else may try. Zero if the service ignores repetitions: then a crash causes no wait.</param>
    /// <returns>Null when another attempt has claimed it, or it is settled.</returns>
    public async Task<EffectClaim?> ClaimAsync(EscalationEffect effect, DateTimeOffset now, TimeSpan lease, CancellationToken cancellation)
    {
        var claimed = await database.ExecuteAsync([Claiming(effect, now, lease)], cancellation);
        return claimed == 1 ? new EffectClaim(effect.Id, effect.Attempts + 1) : null;
    }

    /// <summary>The same as a statement that changes one row, or none.</summary>
    internal static NpgsqlBatchCommand Claiming(EscalationEffect effect, DateTimeOffset now, TimeSpan lease) =>
        Statements.Of(
            $"""
            UPDATE escalation_outbox SET state = 'Sending', attempts = attempts + 1, next_attempt_at = {now + lease}
            WHERE id = {effect.Id} AND attempts = {effect.Attempts} AND state = ANY({EffectRows.OpenNames}) AND next_attempt_at <= {now}
            """
        );

    /// <summary>Claims several rows for one attempt each; <see cref="ReadClaimedAsync"/> reads which.</summary>
    internal static NpgsqlBatchCommand Claiming(IReadOnlyList<EscalationEffect> effects, DateTimeOffset now, TimeSpan lease)
    {
        var (ids, attempts) = (effects.Select(effect => effect.Id).ToArray(), effects.Select(effect => effect.Attempts).ToArray());
        // Locked in one order, so that two that claim the same rows do not wait for each other.
        return Statements.Of(
            $"""
            UPDATE escalation_outbox SET state = {EffectState.Sending}, attempts = attempts + 1, next_attempt_at = {now + lease}
            WHERE id IN (SELECT effect.id FROM escalation_outbox AS effect
                         JOIN unnest({ids}, {attempts}) AS wanted (id, attempts) USING (id, attempts)
                         WHERE effect.state = ANY({EffectRows.OpenNames}) AND effect.next_attempt_at <= {now}
                         ORDER BY effect.id FOR UPDATE OF effect)
            RETURNING id
            """
        );
    }

    /// <returns>The ids of those that nobody else has claimed.</returns>
    internal static async Task<IReadOnlySet<long>> ReadClaimedAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var claimed = new HashSet<long>();
        while (await reader.ReadAsync(cancellation))
            claimed.Add(reader.GetInt64(0));
        return claimed;
    }

    /// <summary>Gives back what was claimed and not tried: it counts as no attempt.</summary>
    public Task ReleaseAsync(IReadOnlyList<EffectClaim> claims, DateTimeOffset until, CancellationToken cancellation)
    {
        var (ids, attempts) = (claims.Select(claim => claim.Id).ToArray(), claims.Select(claim => claim.Attempt).ToArray());
        var release = Statements.Of(
            $"""
            UPDATE escalation_outbox AS effect
            SET state = {EffectState.Pending}, attempts = effect.attempts - 1, next_attempt_at = {until}
            FROM unnest({ids}, {attempts}) AS claimed (id, attempts)
            WHERE effect.id = claimed.id AND effect.attempts = claimed.attempts AND effect.state = {EffectState.Sending}
            """
        );
        return ids.Length == 0 ? Task.CompletedTask : database.ExecuteAsync([release], cancellation);
    }

    /// <summary>
    /// Claims a row for its first attempt, without reading it before; without a lease. <see cref="EntityRows{T}"/> reads the row as
    /// claimed; there is none when an attempt has begun, or it is settled.
    /// </summary>
    internal static NpgsqlBatchCommand ClaimingFirst(string key, DateTimeOffset now) =>
        new(ClaimFirstSql)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = key },
                new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime },
            },
        };

    /// <summary>The attempt failed; another one follows.</summary>
    public Task PostponeAsync(EffectClaim claim, DateTimeOffset until, string error, string? result, CancellationToken cancellation) =>
        database.ExecuteAsync(
            [
                Statements.Of(
                    $"""
                    UPDATE escalation_outbox SET state = {EffectState.Pending}, next_attempt_at = {until}, last_error = {Short(error)},
                        result = coalesce({result}::jsonb, result)
                    WHERE id = {claim.Id} AND attempts = {claim.Attempt} AND state = {EffectState.Sending}
                    """
                ),
            ],
            cancellation
        );

    public Task SettleAsync(
        long id,
        EffectState state,
        string? result,
        string? error,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => database.ExecuteAsync([Settling(id, state, result, error, now)], cancellation);

    /// <summary>The rows are done; one that is done stays as it is.</summary>
    internal static NpgsqlBatchCommand Settling(IReadOnlyList<long> ids, DateTimeOffset now) =>
        Statements.Of(
            $"UPDATE escalation_outbox SET state = {EffectState.Done}, done_at = {now} WHERE id = ANY({ids.ToArray()}) AND state <> 'Done'"
        );

    /// <summary>
    /// Settles the row within the caller's transaction, even if another attempt has claimed it meanwhile, because the service has done its
    /// part. A row that is done stays done.
    /// </summary>
    internal static NpgsqlBatchCommand Settling(long id, EffectState state, string? result, string? error, DateTimeOffset now) =>
        Statements.Of(
            $"""
            UPDATE escalation_outbox SET state = {state}, done_at = {now}, result = coalesce({result}::jsonb, result),
                last_error = coalesce({(error is null ? null : Short(error))}, last_error)
            WHERE id = {id} AND state <> 'Done'
            """
        );

    /// <summary>Stores what is remembered with a row, whatever its state.</summary>
    public Task NoteAsync(long id, string result, CancellationToken cancellation) =>
        database.ExecuteAsync([Noting(id, result)], cancellation);

    /// <inheritdoc cref="NoteAsync"/>
    internal static NpgsqlBatchCommand Noting(long id, string result) =>
        Statements.Of($"UPDATE escalation_outbox SET result = {result}::jsonb WHERE id = {id}");

    /// <summary>Settles those of the rows that are open.</summary>
    internal static NpgsqlBatchCommand SettlingOpen(string[] keys, DateTimeOffset now) =>
        Statements.Of(
            $"""
            UPDATE escalation_outbox SET state = {EffectState.Done}, done_at = {now}
            WHERE key = ANY({keys}) AND state = ANY({EffectRows.OpenNames})
            """
        );

    /// <summary>Adds rows within the caller's transaction; rows whose keys exist are left as they are.</summary>
    /// <returns>How many are new.</returns>
    public static Task<int> AddAsync(OAuthAttestDb db, IReadOnlyList<EscalationEffect> effects, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.ExecuteAsync([Adding(effects)], cancellation);
    }

    /// <inheritdoc cref="AddAsync"/>
    internal static NpgsqlBatchCommand Adding(IReadOnlyList<EscalationEffect> effects)
    {
        var keys = effects.Select(effect => effect.Key).ToArray();
        var kinds = effects.Select(effect => effect.Kind.ToString()).ToArray();
        var consents = effects.Select(effect => effect.ConsentId).ToArray();
        var incidents = effects.Select(effect => effect.IncidentId).ToArray();
        var states = effects.Select(effect => effect.State.ToString()).ToArray();
        var times = effects.Select(effect => effect.NextAttemptAt.UtcDateTime).ToArray();
        var payloads = effects.Select(effect => effect.Payload).ToArray();
        var made = effects.Select(effect => effect.CreatedAt.UtcDateTime).ToArray();
        return Statements.Of(
            $"""
            INSERT INTO escalation_outbox (key, kind, consent_id, incident_id, state, attempts, next_attempt_at, payload, created_at)
            SELECT key, kind, consent, incident, state, 0, at, payload::jsonb, made
            FROM unnest({keys}, {kinds}, {consents}, {incidents}, {states}, {times}, {payloads}, {made})
                AS wanted (key, kind, consent, incident, state, at, payload, made)
            ON CONFLICT (key) DO NOTHING
            """
        );
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
