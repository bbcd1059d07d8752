using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Escalations.Consents.Webhooks;
using OAuthAttest.Outside;

namespace OAuthAttest.Escalations.Consents.Rejected;

/// <summary>Keeps what could not be read of deliveries. The same record is one row, however often its source repeats it.</summary>
public sealed class RejectedRecords(NpgsqlDataSource source)
{
    /// <summary>The most rows of one delivery: a sender whose every record is wrong is seen by the first ones.</summary>
    public const int MostOfADelivery = 100;

    private const string Sql = """
        INSERT INTO rejected_records (source, digest, position, problem, shape, first_received_at, last_received_at, times)
        SELECT $1, told.digest, told.position, told.problem, told.shape, $6, $6, 1
        FROM unnest($2, $3, $4, $5) AS told(digest, position, problem, shape)
        ORDER BY told.digest
        ON CONFLICT (source, digest) DO UPDATE SET
            position = excluded.position, problem = excluded.problem, last_received_at = excluded.last_received_at,
            times = rejected_records.times + 1
        """;

    /// <exception cref="ConsentsNotCommittedException">The database did not take them.</exception>
    public async Task KeepAsync(
        ConsentSource from,
        IReadOnlyList<UnreadableRecord> records,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var kept = records.DistinctBy(record => record.Digest, StringComparer.Ordinal).Take(MostOfADelivery).ToList();
        if (kept.Count == 0)
            return;
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = from.ToString(), NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(Texts(kept, record => record.Digest));
        command.Parameters.Add(Texts(kept, record => WireText.Cut(record.Position, RejectedRecordMapping.LongestPosition)));
        command.Parameters.Add(Texts(kept, record => WireText.Cut(record.Problem, RejectedRecordMapping.LongestProblem)));
        command.Parameters.Add(Texts(kept, record => record.Shape));
        command.Parameters.Add(new() { Value = now.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        try
        {
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (NpgsqlException e)
        {
            throw new ConsentsNotCommittedException("The database did not take the records that could not be read.", e);
        }
    }

    private static NpgsqlParameter Texts(List<UnreadableRecord> records, Func<UnreadableRecord, string> of) =>
        new() { Value = records.Select(of).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
