using Npgsql;
using NpgsqlTypes;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// Makes one of the staged grants that are listed more than once, with set-based SQL: of equal ones always, and of the parts of one grant
/// where a source lists them so.
/// </summary>
internal sealed class RepeatedGrantsMerge(NpgsqlConnection connection, IInventoryReader reader, RiskOf riskOf, ImportRoster roster)
{
    private const string Stage = GrantMerge.Stage;
    private const string Repeats = "import_repeats";
    private const string Parts = "import_parts";
    private const string Lists = "import_part_lists";
    private const string Same = "app_id, user_id, principal_external_id, consent_type, resource";

    /// <returns>How many grants and how many orphans are staged now.</returns>
    public async Task<(long Grants, long Orphans)> ExecuteAsync(CancellationToken cancellation)
    {
        await FindAsync(cancellation);
        await DropEqualAsync(cancellation);
        if (reader.Repeated == RepeatedGrants.AreParts)
            await JoinPartsAsync(cancellation);
        await Sql.ExecuteAsync(connection, $"DROP TABLE {Repeats}", cancellation);
        return await CountAsync(cancellation);
    }

    private Task<long> FindAsync(CancellationToken cancellation) =>
        Sql.ExecuteAsync(
            connection,
            $"""
            DROP TABLE IF EXISTS {Repeats}, {Parts}, {Lists};
            CREATE TEMP TABLE {Repeats} AS SELECT external_id FROM {Stage} GROUP BY external_id HAVING count(*) > 1;
            ANALYZE {Repeats}
            """,
            cancellation
        );

    private Task<long> DropEqualAsync(CancellationToken cancellation) =>
        Sql.ExecuteAsync(
            connection,
            $"""
            DELETE FROM {Stage} WHERE ctid IN (
                SELECT place FROM (
                    SELECT s.ctid AS place, row_number() OVER (PARTITION BY external_id, {Same}, scopes, granted_at, last_used_at
                                                              ORDER BY s.ctid) AS number
                    FROM {Stage} s JOIN {Repeats} USING (external_id)) numbered
                WHERE number > 1)
            """,
            cancellation
        );

    /// <summary>Parts of different apps, accounts or APIs are no parts: they stay, and are refused as duplicates.</summary>
    private async Task JoinPartsAsync(CancellationToken cancellation)
    {
        await Sql.ExecuteAsync(
            connection,
            $"""
            CREATE TEMP TABLE {Parts} AS
            SELECT g.*, coalesce(l.scopes, ARRAY[]::text[]) AS scopes
            FROM (SELECT external_id, (array_agg(s.ctid ORDER BY s.ctid))[1] AS kept, min(app_id) AS app_id,
                         min(consent_type) AS consent_type, min(resource) AS resource, min(granted_at) AS granted_at,
                         max(last_used_at) AS last_used_at
                  FROM {Stage} s JOIN {Repeats} USING (external_id)
                  GROUP BY external_id
                  HAVING count(*) > 1 AND count(DISTINCT ({Same})) = 1) g
            LEFT JOIN (SELECT external_id, array_agg(DISTINCT scope COLLATE "C" ORDER BY scope COLLATE "C") AS scopes
                       FROM {Stage} JOIN {Repeats} USING (external_id), unnest(scopes) AS scope
                       GROUP BY external_id) l USING (external_id);
            ANALYZE {Parts};
            CREATE TEMP TABLE {Lists} AS
            SELECT app_id, consent_type, resource, scopes, row_number() OVER () AS number, NULL::bytea AS digest, NULL::text AS risk
            FROM (SELECT DISTINCT app_id, consent_type, resource, scopes FROM {Parts}) lists
            """,
            cancellation
        );
        await RateListsAsync(cancellation);
        await Sql.ExecuteAsync(
            connection,
            $"""
            DELETE FROM {Stage} s USING {Parts} p WHERE s.external_id = p.external_id AND s.ctid <> p.kept;
            UPDATE {Stage} s
            SET scopes = p.scopes, scope_digest = l.digest, risk = l.risk, granted_at = p.granted_at, last_used_at = p.last_used_at
            FROM {Parts} p JOIN {Lists} l ON (l.app_id, l.consent_type, l.scopes) = (p.app_id, p.consent_type, p.scopes)
                 AND l.resource IS NOT DISTINCT FROM p.resource
            WHERE s.external_id = p.external_id;
            DROP TABLE {Parts}, {Lists}
            """,
            cancellation
        );
    }

    /// <summary>Many people have the same scopes of the same app: each list is digested and rated once.</summary>
    private async Task RateListsAsync(CancellationToken cancellation)
    {
        var clients = roster.Apps.ToDictionary(app => app.Value.Id, app => app.Key);
        var (numbers, digests, risks) = (new List<long>(), new List<byte[]>(), new List<string>());
        await using (
            var command = new NpgsqlCommand($"SELECT number, app_id, consent_type, resource, scopes FROM {Lists}", connection)
            {
                CommandTimeout = 0,
            }
        )
        {
            await using var rows = await command.ExecuteReaderAsync(cancellation);
            while (await rows.ReadAsync(cancellation))
            {
                var consent = Enum.Parse<ConsentType>(rows.GetString(2));
                var scopes = rows.GetFieldValue<string[]>(4);
                numbers.Add(rows.GetInt64(0));
                digests.Add(
                    ScopeDigest.Of(
                        reader.Provider,
                        clients[rows.GetInt64(1)],
                        await rows.IsDBNullAsync(3, cancellation) ? null : rows.GetString(3),
                        consent,
                        scopes
                    )
                );
                risks.Add(riskOf(reader.Provider, scopes, consent).ToString());
            }
        }
        await Sql.ExecuteAsync(
            connection,
            $"""
            UPDATE {Lists} l SET digest = rated.digest, risk = rated.risk
            FROM unnest($1, $2, $3) AS rated (number, digest, risk) WHERE l.number = rated.number
            """,
            cancellation,
            new NpgsqlParameter { Value = numbers.ToArray() },
            new NpgsqlParameter { Value = digests.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            new NpgsqlParameter { Value = risks.ToArray() }
        );
    }

    private async Task<(long Grants, long Orphans)> CountAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT count(*), count(*) FILTER (WHERE user_id IS NULL AND consent_type = 'Principal') FROM {Stage}",
            connection
        )
        {
            CommandTimeout = 0,
        };
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        return (row.GetInt64(0), row.GetInt64(1));
    }
}
