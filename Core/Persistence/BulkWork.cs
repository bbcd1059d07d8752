using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>
/// Planner settings and limits for statements over a whole campaign, for the rest of the transaction. The tables they read have just been
/// written
/// and have no statistics yet, so the planner assumes that they are tiny; a nested loop chosen for that reason would run for hours.
/// </summary>
internal static class BulkWork
{
    /// <summary>From this number of rows on parallel workers are worth their cost; below it one process is done
    /// before a second has started.</summary>
    public const long ManyRows = 100_000;

    private const string WholeTables =
        "SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '256MB'; ";

    // Passing a row from a worker costs little compared with the work on it; at the default cost the planner would never use workers.
    private const string Shared = "SET LOCAL parallel_tuple_cost = 0; SET LOCAL parallel_setup_cost = 0";
    private const string Alone = "SET LOCAL parallel_tuple_cost TO DEFAULT; SET LOCAL parallel_setup_cost TO DEFAULT";
    private const string Off = "SET LOCAL enable_nestloop = on; " + Alone;

    /// <summary>For statements over this many grants. Workers are only started for many: for few, starting them takes longest.</summary>
    public static Task BeginAsync(NpgsqlConnection connection, long rows, CancellationToken cancellation) =>
        ExecuteAsync(connection, $"{WholeTables}{(rows >= ManyRows ? Shared : Alone)}; {LongWork.Sql}", cancellation);

    /// <summary>Restores the settings for statements about one person at a time.</summary>
    public static Task EndAsync(NpgsqlConnection connection, CancellationToken cancellation) => ExecuteAsync(connection, Off, cancellation);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
