using Npgsql;

namespace OAuthAttest.Timers;

/// <summary>Stores and reads when the timer functions last ran, because a timer that the host never fires leaves no other trace.</summary>
public sealed class TimerRuns(NpgsqlDataSource source)
{
    private const string RecordSql = """
        INSERT INTO timer_runs AS r (function, known_since, last_ran_at) VALUES (@function, @now, @now)
        ON CONFLICT (function) DO UPDATE SET last_ran_at = GREATEST(r.last_ran_at, @now)
        """;

    private const string ExpectSql = """
        INSERT INTO timer_runs (function, known_since) SELECT f, @now FROM unnest(@functions) AS f
        ON CONFLICT (function) DO NOTHING
        """;

    private const string ReadSql = "SELECT function, known_since, last_ran_at FROM timer_runs WHERE function = ANY (@functions)";

    /// <summary>Records that the timer function has ended successfully.</summary>
    public async Task RecordAsync(string function, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(RecordSql);
        command.Parameters.AddWithValue("function", function);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The run of each of these timers. A timer that is read for the first time is expected to run from now on.</summary>
    public async Task<IReadOnlyList<TimerRun>> ReadAsync(
        IReadOnlyCollection<string> functions,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var known = await ReadAsync(functions, cancellation);
        if (known.Count == functions.Count)
            return known;
        await using var expect = source.CreateCommand(ExpectSql);
        expect.Parameters.AddWithValue("functions", functions.ToArray());
        expect.Parameters.AddWithValue("now", now.ToUniversalTime());
        await expect.ExecuteNonQueryAsync(cancellation);
        return await ReadAsync(functions, cancellation);
    }

    private async Task<IReadOnlyList<TimerRun>> ReadAsync(IReadOnlyCollection<string> functions, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(ReadSql);
        command.Parameters.AddWithValue("functions", functions.ToArray());
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        var runs = new List<TimerRun>();
        while (await rows.ReadAsync(cancellation))
        {
            var lastRanAt = await rows.IsDBNullAsync(2, cancellation) ? (DateTimeOffset?)null : rows.GetFieldValue<DateTimeOffset>(2);
            runs.Add(
                new TimerRun
                {
                    Function = rows.GetString(0),
                    KnownSince = rows.GetFieldValue<DateTimeOffset>(1),
                    LastRanAt = lastRanAt,
                }
            );
        }
        return runs;
    }
}
