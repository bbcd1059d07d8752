using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>
/// Settings for statements over a whole campaign, for the rest of the transaction. The tables they read were written a moment ago and
/// have no statistics yet, so the planner believes them to be tiny; a nested loop chosen for that would run for hours.
/// </summary>
internal static class BulkWork
{
    // A worker's rows cost little beside what is done with them here: taken at the default price, they would never be thought worth it.
    private const string On =
        "SET LOCAL enable_nestloop = off; SET LOCAL jit = off; SET LOCAL work_mem = '256MB'; SET LOCAL maintenance_work_mem = '256MB'; " +
        "SET LOCAL parallel_tuple_cost = 0; SET LOCAL parallel_setup_cost = 0";
    private const string Off = "SET LOCAL enable_nestloop = on; SET LOCAL parallel_tuple_cost TO DEFAULT; SET LOCAL parallel_setup_cost TO DEFAULT";

    public static Task BeginAsync(NpgsqlConnection connection, CancellationToken cancellation) => ExecuteAsync(connection, On, cancellation);

    /// <summary>Back to statements about one person at a time.</summary>
    public static Task EndAsync(NpgsqlConnection connection, CancellationToken cancellation) => ExecuteAsync(connection, Off, cancellation);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
