using Npgsql;

namespace OAuthAttest.Campaigns.Rehearsing;

/// <summary>
/// Temporary tables with the names of a campaign's real tables. PostgreSQL resolves these names to the temporary tables first, so the
/// statements of a real campaign run on them unchanged. After they are created the transaction is made read-only, so that PostgreSQL
/// refuses a write to any other table.
/// </summary>
internal static class ShadowTables
{
    private static readonly string[] Names =
    [
        "campaigns",
        "campaign_participants",
        "campaign_items",
        "campaign_apps",
        "campaign_excluded_grants",
        "campaign_stale_sources",
        "revocation_worklist",
    ];

    /// <summary>Creates the shadow tables, which exist until the transaction ends.</summary>
    /// <returns>The schema of the real tables, quoted.</returns>
    public static async Task<string> CreateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var find = new NpgsqlCommand(
            "SELECT quote_ident(n.nspname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = "
                + "'campaigns'::regclass",
            connection
        );
        var schema = (string)(await find.ExecuteScalarAsync(cancellation))!;
        foreach (var name in Names)
        {
            await ExecuteAsync(
                connection,
                $"CREATE TEMP TABLE {name} (LIKE {schema}.{name} INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES) ON COMMIT DROP",
                cancellation
            );
        }

        return schema;
    }

    public static Task SealAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        ExecuteAsync(connection, "SET TRANSACTION READ ONLY", cancellation);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
