using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>Inserts a group's consents and the outbox rows that start them, in one statement for any number of them.</summary>
internal static class NewConsents
{
    private static readonly string Insert = Statement(ConsentColumns.All);

    /// <returns>The ids of the consents that were not known before, by key.</returns>
    public static async Task<Dictionary<string, long>> InsertAsync(
        NpgsqlTransaction transaction, IReadOnlyList<DeliveredConsent> delivered, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        var records = delivered.Select(consent => consent.ToRecord()).ToArray();
        foreach (var column in ConsentColumns.All)
            command.Parameters.Add(column.Values(records));
        command.Parameters.Add(Texts([.. records.Select(record => record.Key)]));
        command.Parameters.Add(Texts([.. records.Select(record => EffectKeys.Start(record.Key, 1))]));
        // Prepared once for each connection; later executions need no extra round trip.
        await command.PrepareAsync(cancellation);
        var inserted = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            inserted[reader.GetString(1)] = reader.GetInt64(0);
        return inserted;
    }

    // ON CONFLICT without a target: two concurrent writers may collide on either unique index first.
    private static string Statement(IReadOnlyList<ConsentColumn<ConsentRecord>> columns)
    {
        var names = string.Join(", ", columns.Select(column => column.Name));
        return $"""
            WITH inserted AS (
                INSERT INTO consents ({names})
                SELECT {string.Join(", ", columns.Select(column => column.Sql))}
                FROM unnest({string.Join(", ", columns.Select((_, index) => $"${index + 1}"))}) AS told({names})
                ON CONFLICT DO NOTHING
                RETURNING id, key, received_at
            ), started AS (
                INSERT INTO escalation_outbox (key, kind, consent_id, state, attempts, next_attempt_at, created_at)
                SELECT start.start_key, 'Start', inserted.id, 'Pending', 0, inserted.received_at, inserted.received_at
                FROM inserted JOIN unnest(${columns.Count + 1}, ${columns.Count + 2}) AS start(key, start_key) ON start.key = inserted.key
                ON CONFLICT DO NOTHING
            )
            SELECT id, key FROM inserted
            """;
    }

    private static NpgsqlParameter<string[]> Texts(string[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
