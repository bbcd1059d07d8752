using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Escalations.Consents.Inbox;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>Inserts a consent's first decision; a later one changes the row.</summary>
internal static class DecisionRow
{
    private static readonly IReadOnlyList<InsertColumn<Escalation>> Columns =
    [
        .. InsertColumns.Of<Escalation>().Where(column => column.Type != typeof(long) && column.Type != typeof(long?)),
    ];

    private static readonly string Sql = Statement();

    public static NpgsqlBatchCommand Inserting(Escalation escalation)
    {
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = escalation.ConsentId });
        command.Parameters.Add(
            new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bigint, Value = (object?)escalation.IncidentId ?? DBNull.Value });
        foreach (var column in Columns)
            command.Parameters.Add(column.Values([escalation]));
        return command;
    }

    private static string Statement()
    {
        var names = string.Join(", ", Columns.Select(column => column.Name));
        return $"""
            INSERT INTO escalations (consent_id, incident_id, {names})
            SELECT $1, $2, {string.Join(", ", Columns.Select(column => column.Sql))}
            FROM unnest({string.Join(", ", Columns.Select((_, number) => $"${number + 3}"))}) AS told({names})
            """;
    }
}
