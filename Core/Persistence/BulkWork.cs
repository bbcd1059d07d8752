using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>
/// Settings for statements over a whole campaign, for the rest of the transaction. The tables they read were written a moment ago and
/// have no statistics yet, so the planner believes them to be tiny; a nested loop chosen for that would run for hours.
/// </summary>
internal static class BulkWork
{
    /// <summary>From here on the server's other processors are worth their price; below it one process is
    /// done before a second has started.</summary>
    public const long ManyRows = 100_000;

    private const string WholeTables =
        "SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '256MB'; ";

    // A worker's rows cost little beside what is done with them here: taken at the default price, they would never be thought worth it.
    private const string Shared = "SET LOCAL parallel_tuple_cost = 0; SET LOCAL parallel_setup_cost = 0";
    private const string Alone = "SET LOCAL parallel_tuple_cost TO DEFAULT; SET LOCAL parallel_setup_cost TO DEFAULT";
    private const string Off = "SET LOCAL enable_nestloop = on; " + Alone;

    /// <summary>For reading: whether workers help is left to the planner, which knows what it costs to start them.</summary>
    public static Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        ExecuteAsync(connection, WholeTables + Alone, cancellation);

    /// <summary>For freezing, classifying and drafting so many grants. Workers are started for many; for few,
    /// starting them is most of the time.</summary>
    public static Task BeginAsync(NpgsqlConnection connection, long rows, CancellationToken cancellation) =>
        ExecuteAsync(connection, WholeTables + (rows >= ManyRows ? Shared : Alone), cancellation);

    /// <summary>Back to statements about one person at a time.</summary>
    public static Task EndAsync(NpgsqlConnection connection, CancellationToken cancellation) => ExecuteAsync(connection, Off, cancellation);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
