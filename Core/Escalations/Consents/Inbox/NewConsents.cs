using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <param name="IsDecided">Its early decision was written too; false: the outbox row that starts it was.</param>
internal readonly record struct InsertedConsent(long Id, bool IsDecided);

/// <summary>
/// Inserts a group's consents, and for each either its early decision or the outbox row that starts it, in one statement for any number
/// of them.
/// </summary>
internal static class NewConsents
{
    /// <summary>What an exit has; the consent's id is assigned by the same statement, and an exit has no incident.</summary>
    private static readonly IReadOnlyList<InsertColumn<Escalation>> DecisionColumns =
    [
        .. InsertColumns.Of<Escalation>().Where(column => column.Type != typeof(long) && column.Type != typeof(long?)),
    ];

    /// <returns>The consents that were not known before, by key.</returns>
    public static async Task<Dictionary<string, InsertedConsent>> InsertAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<ConsentRecord> records,
        EarlyDecisions decisions,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Statement(decisions.RosterVersionSql), transaction.Connection, transaction);
        foreach (var column in ConsentColumns.All)
            command.Parameters.Add(column.Values(records));
        command.Parameters.Add(Texts([.. records.Select(record => record.Key)]));
        command.Parameters.Add(Texts([.. records.Select(record => EffectKeys.Start(record.Key, 1))]));
        var rows = decisions.Each.Select(decision => decision?.Row).ToArray();
        foreach (var column in DecisionColumns)
            command.Parameters.Add(column.Values(rows));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = decisions.RosterVersion, NpgsqlDbType = NpgsqlDbType.Text });
        // Prepared once for each connection; later executions need no extra round trip.
        await command.PrepareAsync(cancellation);
        var inserted = new Dictionary<string, InsertedConsent>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            inserted[reader.GetString(1)] = new InsertedConsent(reader.GetInt64(0), reader.GetBoolean(2));
        return inserted;
    }

    // ON CONFLICT without a target: two concurrent writers may collide on either unique index first.
    // The roster's state is read in this statement: if an import was committed since the people were looked up, nothing is decided here.
    private static string Statement(string rosterVersion)
    {
        var consent = ConsentColumns.All;
        var names = string.Join(", ", consent.Select(column => column.Name));
        var decision = string.Join(", ", DecisionColumns.Select(column => column.Name));
        var last = consent.Count + 2 + DecisionColumns.Count + 1;
        return $"""
            WITH inserted AS (
                INSERT INTO consents ({names})
                SELECT {string.Join(", ", consent.Select(column => column.Sql))}
                FROM unnest({Numbers(1, consent.Count)}) AS told({names})
                ON CONFLICT DO NOTHING
                RETURNING id, key, received_at
            ), planned AS (
                SELECT inserted.*, plan.*,
                       plan.verdict IS NOT NULL AND ${last} = ({rosterVersion}) AS is_decided
                FROM inserted
                JOIN unnest({Numbers(consent.Count + 1, 2 + DecisionColumns.Count)}) AS plan(consent_key, start_key, {decision})
                  ON plan.consent_key = inserted.key
            ), decided AS (
                INSERT INTO escalations (consent_id, {decision})
                SELECT id, {string.Join(", ", DecisionColumns.Select(column => column.Sql))} FROM planned WHERE is_decided
            ), started AS (
                INSERT INTO escalation_outbox (key, kind, consent_id, state, attempts, next_attempt_at, created_at)
                SELECT start_key, 'Start', id, 'Pending', 0, received_at, received_at FROM planned WHERE NOT is_decided
                ON CONFLICT DO NOTHING
            )
            SELECT id, key, is_decided FROM planned
            """;
    }

    private static string Numbers(int first, int count) =>
        string.Join(", ", Enumerable.Range(first, count).Select(number => $"${number}"));

    private static NpgsqlParameter<string[]> Texts(string[] values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
