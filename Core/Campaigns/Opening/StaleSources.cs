using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Opening;

/// <summary>The only rule for whether a source is fresh.</summary>
internal static class StaleSources
{
    /// <summary>
    /// Selects the sources, except retired ones, that never succeeded, whose newest reading failed, or whose last success is before the
    /// parameter @oldest.
    /// </summary>
    public const string Sql = """
        SELECT name, problem, last_succeeded_at, CASE WHEN problem <> 'Stale' THEN last_failure END AS failure
        FROM (SELECT name, last_succeeded_at, last_failure,
                     CASE WHEN last_succeeded_at IS NULL THEN 'NeverRead'
                          WHEN last_failed_at > last_succeeded_at THEN 'Failed'
                          WHEN last_succeeded_at < @oldest THEN 'Stale' END AS problem
              FROM inventory_sources WHERE retired_at IS NULL) s
        WHERE problem IS NOT NULL
        """;

    public static async Task<IReadOnlyList<StaleSource>> ReadAsync(
        NpgsqlConnection connection,
        DateTimeOffset now,
        TimeSpan maxAge,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(Sql + " ORDER BY name", connection);
        command.Parameters.AddWithValue("oldest", (now - maxAge).ToUniversalTime());
        var stale = new List<StaleSource>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            stale.Add(new StaleSource(
                reader.GetString(0), reader.Named<SourceProblem>(1),
                reader.InstantOrNull(2),
                reader.TextOrNull(3)));
        }
        return stale;
    }
}
