using Npgsql;
using NpgsqlTypes;

namespace OAuthAttest.Grants.Import;

/// <summary>Brings staged grants into their table, set by set.</summary>
internal static class GrantMerge
{
    public const string Stage = "import_grants";
    public const string KeyName = "ux_grants_external_id_source";

    public static Task CreateStageAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        Sql.ExecuteAsync(connection, $"DROP TABLE IF EXISTS {Stage}; CREATE TEMP TABLE {Stage} AS SELECT {GrantCopy.Columns} FROM grants WITH NO DATA", cancellation);

    public static Task DropStageAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        Sql.ExecuteAsync(connection, $"DROP TABLE {Stage}", cancellation);

    public static Task AnalyzeStageAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        Sql.ExecuteAsync(connection, $"ANALYZE {Stage}", cancellation);

    public static async Task<HashSet<string>> DuplicatesAsync(NpgsqlConnection connection, int most, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"SELECT external_id FROM {Stage} GROUP BY external_id HAVING count(*) > 1 ORDER BY external_id LIMIT {most}", connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
            found.Add(reader.GetString(0));
        return found;
    }

    public static async Task<ImportCounts> MergeAsync(
        NpgsqlTransaction transaction, string source, DateTimeOffset now, DateTimeOffset? previously, CancellationToken cancellation)
    {
        var connection = transaction.Connection!;
        await Sql.ExecuteAsync(connection, "SET LOCAL work_mem = '128MB'", cancellation);
        // What is known stays known when a later reading does not tell it: times that only some exports carry.
        var changed = await Sql.ExecuteAsync(
            connection,
            $"""
            UPDATE grants g
            SET app_id = s.app_id, user_id = s.user_id, principal_external_id = s.principal_external_id, consent_type = s.consent_type,
                resource = s.resource, scopes = s.scopes, scope_digest = s.scope_digest, risk = s.risk,
                granted_at = coalesce(s.granted_at, g.granted_at), last_used_at = greatest(s.last_used_at, g.last_used_at),
                status = 'Active', vanished_at = NULL, last_seen_at = $2
            FROM {Stage} s
            WHERE g.source = $1 AND g.external_id = s.external_id AND (g.status <> 'Active'
               OR (g.app_id, g.user_id, g.principal_external_id, g.consent_type, g.resource, g.scope_digest, g.risk, g.granted_at, g.last_used_at)
                  IS DISTINCT FROM
                  (s.app_id, s.user_id, s.principal_external_id, s.consent_type, s.resource, s.scope_digest, s.risk,
                   coalesce(s.granted_at, g.granted_at), greatest(s.last_used_at, g.last_used_at)))
            """,
            cancellation, new() { Value = source }, new() { Value = now });
        var vanished = await Sql.ExecuteAsync(
            connection,
            $"""
            UPDATE grants g
            SET status = 'Vanished', vanished_at = $2, last_seen_at = greatest(g.last_seen_at, $3)
            WHERE g.source = $1 AND g.status = 'Active' AND NOT EXISTS (SELECT FROM {Stage} s WHERE s.external_id = g.external_id)
            """,
            cancellation, new() { Value = source }, new() { Value = now }, new() { Value = (object?)previously ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        var added = await Sql.ExecuteAsync(
            connection,
            $"""
            INSERT INTO grants ({GrantCopy.Columns})
            SELECT {GrantCopy.Columns} FROM {Stage} s
            WHERE NOT EXISTS (SELECT FROM grants g WHERE g.source = $1 AND g.external_id = s.external_id)
            """,
            cancellation, new NpgsqlParameter { Value = source });
        var read = await CountAsync(connection, cancellation);
        return new ImportCounts(read, added, changed, vanished);
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"SELECT count(*) FROM {Stage}", connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
