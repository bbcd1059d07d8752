using Npgsql;
using NpgsqlTypes;

namespace OAuthAttest.Grants.Import;

/// <summary>Merges the staged grants into the grants table, with set-based SQL.</summary>
internal static class GrantMerge
{
    public const string Stage = "import_grants";
    public const string KeyName = "ux_grants_external_id_source";

    private const string Differences = "import_differences";
    private const string EnoughMemory = "SET LOCAL work_mem = '256MB'";

    public static Task CreateStageAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        Sql.ExecuteAsync(
            connection,
            $"DROP TABLE IF EXISTS {Stage}; CREATE TEMP TABLE {Stage} AS SELECT {GrantCopy.Columns} FROM grants WITH NO DATA",
            cancellation
        );

    public static Task DropStageAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        Sql.ExecuteAsync(connection, $"DROP TABLE {Stage}", cancellation);

    public static Task AnalyzeStageAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        Sql.ExecuteAsync(connection, $"ANALYZE {Stage}", cancellation);

    public static async Task<HashSet<string>> DuplicatesAsync(NpgsqlConnection connection, int most, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Sql.ExecuteAsync(connection, EnoughMemory, cancellation);
        await using var command = new NpgsqlCommand(
            $"SELECT external_id FROM {Stage} GROUP BY external_id HAVING count(*) > 1 ORDER BY external_id LIMIT {most}",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetString(0));
        return found;
    }

    /// <param name="transaction">The import's transaction.</param>
    /// <param name="source">The source of the grants.</param>
    /// <param name="staged">The number of staged grants, without duplicates.</param>
    /// <param name="now">The time of this reading.</param>
    /// <param name="previously">The time of the previous successful reading.</param>
    /// <param name="cancellation">Cancels the merge.</param>
    public static async Task<ImportCounts> MergeAsync(
        NpgsqlTransaction transaction,
        string source,
        long staged,
        DateTimeOffset now,
        DateTimeOffset? previously,
        CancellationToken cancellation
    )
    {
        var connection = transaction.Connection!;
        await Sql.ExecuteAsync(connection, EnoughMemory, cancellation);
        var (added, returned) = await FindDifferencesAsync(connection, source, cancellation);
        var active = await CountAsync(
            connection,
            "SELECT count(*) FROM grants WHERE source = $1 AND status = 'Active'",
            cancellation,
            new NpgsqlParameter { Value = source }
        );
        // Staged grants that are neither new nor returning were active before. If there are as many as active grants, none vanished and
        // the search is skipped.
        var vanished = staged - added - returned < active
            ? await VanishAsync(connection, source, now, previously, cancellation)
            : 0;
        var changed = await UpdateAsync(connection, now, cancellation);
        await Sql.ExecuteAsync(
            connection,
            $"INSERT INTO grants ({GrantCopy.Columns}) SELECT {GrantCopy.Columns} FROM {Differences} WHERE grant_id IS NULL",
            cancellation
        );
        return new ImportCounts(staged, added, changed, vanished);
    }

    /// <summary>
    /// Finds new and changed grants in one pass over both tables. A known value is kept when a later reading does not have it, because
    /// only some exports contain the times.
    /// </summary>
    private static async Task<(long Added, long Returned)> FindDifferencesAsync(
        NpgsqlConnection connection,
        string source,
        CancellationToken cancellation
    )
    {
        await Sql.ExecuteAsync(
            connection,
            $"""
            DROP TABLE IF EXISTS {Differences};
            CREATE TEMP TABLE {Differences} ON COMMIT DROP AS SELECT {GrantCopy.Columns}, id AS grant_id, status AS status_before
                FROM grants WITH NO DATA
            """,
            cancellation);
        await Sql.ExecuteAsync(
            connection,
            $"""
            INSERT INTO {Differences}
            SELECT {string.Join(", ", GrantCopy.Columns.Split(", ").Select(column => $"s.{column}"))}, g.id, g.status
            FROM {Stage} s LEFT JOIN grants g ON g.source = $1 AND g.external_id = s.external_id
            WHERE g.id IS NULL OR g.status <> 'Active'
               OR (g.app_id, g.user_id, g.principal_external_id, g.consent_type, g.resource, g.scope_digest, g.risk, g.granted_at,
                   g.last_used_at)
                  IS DISTINCT FROM
                  (s.app_id, s.user_id, s.principal_external_id, s.consent_type, s.resource, s.scope_digest, s.risk,
                   coalesce(s.granted_at, g.granted_at), greatest(s.last_used_at, g.last_used_at))
            """,
            cancellation, new NpgsqlParameter { Value = source });
        await Sql.ExecuteAsync(connection, $"ANALYZE {Differences}", cancellation);
        return (
            await CountAsync(connection, $"SELECT count(*) FROM {Differences} WHERE grant_id IS NULL", cancellation),
            await CountAsync(connection, $"SELECT count(*) FROM {Differences} WHERE status_before <> 'Active'", cancellation));
    }

    private static Task<long> UpdateAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellation) =>
        Sql.ExecuteAsync(
            connection,
            $"""
            UPDATE grants g
            SET app_id = d.app_id, user_id = d.user_id, principal_external_id = d.principal_external_id, consent_type = d.consent_type,
                resource = d.resource, scopes = d.scopes, scope_digest = d.scope_digest, risk = d.risk,
                granted_at = coalesce(d.granted_at, g.granted_at), last_used_at = greatest(d.last_used_at, g.last_used_at),
                status = 'Active', vanished_at = NULL, last_seen_at = $1
            FROM {Differences} d
            WHERE g.id = d.grant_id
            """,
            cancellation,
            new NpgsqlParameter { Value = now }
        );

    private static Task<long> VanishAsync(
        NpgsqlConnection connection,
        string source,
        DateTimeOffset now,
        DateTimeOffset? previously,
        CancellationToken cancellation
    ) =>
        Sql.ExecuteAsync(
            connection,
            $"""
            UPDATE grants g
            SET status = 'Vanished', vanished_at = $2, last_seen_at = greatest(g.last_seen_at, $3)
            WHERE g.source = $1 AND g.status = 'Active' AND NOT EXISTS (SELECT FROM {Stage} s WHERE s.external_id = g.external_id)
            """,
            cancellation,
            new() { Value = source },
            new() { Value = now },
            new() { Value = (object?)previously ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );

    private static async Task<long> CountAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellation,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
