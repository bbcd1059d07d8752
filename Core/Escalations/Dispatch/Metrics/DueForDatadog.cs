using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Dispatch.Metrics;

/// <summary>A row of the outbox for Datadog, with what is told of it.</summary>
/// <param name="Decision">Null: there is none yet.</param>
/// <param name="Incident">Null: the row belongs to none.</param>
internal sealed record DatadogRow(EscalationEffect Effect, ConsentRecord Consent, Escalation? Decision, Incident? Incident)
{
    public EffectClaim Claim => new(Effect.Id, Effect.Attempts + 1);
}

/// <summary>Reads the rows that are due.</summary>
internal static class DueForDatadog
{
    private const int RowsATurn = 50;

    private static readonly string OfIncident = Sql("o.incident_id = $3");
    private static readonly string OfNone = Sql("o.incident_id IS NULL");

    /// <param name="incidentId">Null: the rows that belong to no incident.</param>
    public static async Task<IReadOnlyList<DatadogRow>> ReadAsync(
        NpgsqlDataSource database,
        long? incidentId,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(incidentId is null ? OfNone : OfIncident);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = EffectRows.OpenNames });
        if (incidentId is { } id)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
        return await command.ListAsync(Row, cancellation);
    }

    // A row without a consent of its own is about the consent that opened its incident, whose key ends its own.
    private static string Sql(string which) => $"""
        SELECT i.id IS NOT NULL, c.id IS NOT NULL, e.consent_id IS NOT NULL, {EntityRows<EscalationEffect>.Columns("o")},
               {EntityRows<ConsentRecord>.Columns("c")}, {EntityRows<Escalation>.Columns("e")}, {EntityRows<Incident>.Columns("i")}
        FROM escalation_outbox o
        LEFT JOIN incidents i ON i.id = o.incident_id
        LEFT JOIN consents c ON c.id = coalesce(
            o.consent_id, (SELECT opener.id FROM consents opener WHERE opener.key = substring(o.key FROM '^[^:]*:[^:]*:(.*)$')))
        LEFT JOIN escalations e ON e.consent_id = c.id
        WHERE {which} AND o.state = ANY($2) AND o.kind IN ('DatadogEvent', 'DatadogMetric') AND o.next_attempt_at <= $1
        ORDER BY o.id
        LIMIT {RowsATurn}
        """;

    private static DatadogRow Row(NpgsqlDataReader reader)
    {
        var (hasIncident, hasConsent, hasDecision) = (reader.GetBoolean(0), reader.GetBoolean(1), reader.GetBoolean(2));
        const int First = 3;
        var consent = First + EntityRows<EscalationEffect>.Count;
        var decision = consent + EntityRows<ConsentRecord>.Count;
        var incident = decision + EntityRows<Escalation>.Count;
        var effect = EntityRows<EscalationEffect>.Read(reader, First);
        return new DatadogRow(
            effect,
            hasConsent ? EntityRows<ConsentRecord>.Read(reader, consent)
                : throw new InvalidOperationException($"There is no consent that {effect.Key} tells of."),
            hasDecision ? EntityRows<Escalation>.Read(reader, decision) : null,
            hasIncident ? EntityRows<Incident>.Read(reader, incident) : null);
    }
}
