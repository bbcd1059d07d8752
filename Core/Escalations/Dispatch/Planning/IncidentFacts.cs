using Npgsql;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>What the channels of an incident are planned from.</summary>
/// <param name="Effects">All effects except the kinds that can be many: Datadog's, revocations and starts.</param>
/// <param name="OpenerRevision">The evaluated revision of the opening consent: the one that pages and details show.</param>
/// <param name="MustJudge">The opening consent changed since its evaluation.</param>
/// <param name="DatadogAt">When the next of Datadog's effects is due; null: none is open.</param>
/// <param name="RevocationAt">When the next revocation is due; null: none is open.</param>
/// <param name="NewestEffect">The id of the newest effect of all kinds.</param>
internal sealed record IncidentFacts(
    Incident Incident,
    IReadOnlyList<EscalationEffect> Effects,
    int OpenerRevision,
    bool MustJudge,
    DateTimeOffset? DatadogAt,
    DateTimeOffset? RevocationAt,
    long NewestEffect = 0
)
{
    private static readonly EffectKind[] Bulk = [EffectKind.DatadogEvent, EffectKind.DatadogMetric, EffectKind.Revoke, EffectKind.Start];

    // One statement, so that what it counts is what it lists.
    private static readonly string Sql = $"""
        SELECT {EntityRows<Incident>.Columns("i")}, {EntityRows<EscalationEffect>.Columns("o")}, o.id IS NOT NULL, c.revision, e.revision,
               (SELECT min(d.next_attempt_at) FROM escalation_outbox d
                WHERE d.incident_id = i.id AND d.state = ANY($3) AND d.kind IN ('DatadogEvent', 'DatadogMetric')),
               (SELECT min(r.next_attempt_at) FROM escalation_outbox r
                WHERE r.incident_id = i.id AND r.state = ANY($3) AND r.kind = 'Revoke'),
               (SELECT max(n.id) FROM escalation_outbox n WHERE n.incident_id = i.id)
        FROM incidents i
        JOIN consents c ON c.key = substr(i.dedup_key, {IncidentKeys.Prefix.Length + 1})
        JOIN escalations e ON e.consent_id = c.id
        LEFT JOIN escalation_outbox o ON o.incident_id = i.id AND o.kind <> ALL($2)
        WHERE i.id = $1
        ORDER BY o.id
        """;

    private static readonly string[] BulkNames = [.. Bulk.Select(kind => kind.ToString())];

    /// <summary>When they were read, or shortly before.</summary>
    public DateTimeOffset At { get; init; }

    public bool IsResolved => Incident.State == IncidentState.Resolved;

    /// <summary>The number of the newest alert.</summary>
    public int Alert => Math.Max(1, Effects.Count(effect => effect.Kind == EffectKind.Page));

    /// <summary>The dedup key of the newest alert.</summary>
    public string AlertKey => IncidentKeys.AlertKey(Incident.DedupKey, Alert);

    /// <summary>The row of this kind; of kinds that each alert has, the newest alert's.</summary>
    public EscalationEffect? Find(EffectKind kind) => Effects.FirstOrDefault(effect => effect.Kind == kind && IsCurrent(effect));

    public EscalationEffect? FindOpen(EffectKind kind) =>
        Effects.FirstOrDefault(effect => effect.Kind == kind && effect.IsOpen() && IsCurrent(effect));

    /// <summary>The row belongs to the newest alert, or to no single one.</summary>
    public bool IsCurrent(EscalationEffect effect) =>
        Alert == 1
        || effect.Kind is not (EffectKind.Page or EffectKind.PageFallback or EffectKind.PageLink or EffectKind.PageFailedAlert)
        || EffectKeys.AlertOf(effect) == AlertKey;

    /// <param name="before">Sent before it, in the same round trip: all of them are committed, or none where one fails.</param>
    public static async Task<IncidentFacts> ReadAsync(
        NpgsqlDataSource database,
        long incidentId,
        DateTimeOffset now,
        CancellationToken cancellation,
        IReadOnlyList<NpgsqlBatchCommand>? before = null
    )
    {
        await using var batch = database.CreateBatch();
        foreach (var command in before ?? [])
            batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(Query(incidentId));
        // Commands without rows of their own are passed over.
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        IncidentFacts? facts = null;
        while (await reader.ReadAsync(cancellation))
            facts = Next(reader, facts);
        return facts is not null
            ? facts with { At = now }
            : throw new InvalidOperationException($"There is no incident {incidentId} with its opening consent.");
    }

    private static NpgsqlBatchCommand Query(long incidentId) => new(Sql)
    {
        Parameters =
        {
            new NpgsqlParameter<long> { TypedValue = incidentId },
            new NpgsqlParameter<string[]> { TypedValue = BulkNames },
            new NpgsqlParameter<string[]> { TypedValue = EffectRows.OpenNames },
        },
    };

    private static IncidentFacts Next(NpgsqlDataReader reader, IncidentFacts? facts)
    {
        var own = EntityRows<Incident>.Count;
        var (effects, rest) = ((List<EscalationEffect>?)facts?.Effects ?? [], own + EntityRows<EscalationEffect>.Count);
        if (reader.GetBoolean(rest))
            effects.Add(EntityRows<EscalationEffect>.Read(reader, own));
        if (facts is not null)
            return facts;
        var (revision, evaluated) = (reader.GetInt32(rest + 1), reader.GetInt32(rest + 2));
        return new IncidentFacts(
            EntityRows<Incident>.Read(reader, 0), effects, evaluated, revision > evaluated, reader.InstantOrNull(rest + 3),
            reader.InstantOrNull(rest + 4), reader.NumberOrNull(rest + 5) ?? 0);
    }
}
