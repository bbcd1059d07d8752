using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Grants.Import;

/// <summary>The stored state of a source before an import.</summary>
internal sealed record SourceState
{
    /// <summary>When it was last read successfully; null: never.</summary>
    public DateTimeOffset? LastSucceededAt { get; private init; }

    /// <summary>Whether any grant of it was ever stored.</summary>
    public bool HasGrants { get; private init; }

    public bool HasActiveGrants { get; private init; }

    public bool HasUsers { get; private init; }

    /// <summary>Whether a person retired it; a reading that succeeds brings it back.</summary>
    public bool IsRetired { get; private init; }

    /// <summary>Other sources of the provider that are in use, when this one was never heard of: its name may be mistyped.</summary>
    public IReadOnlyList<string> OthersOfProvider { get; private init; } = [];

    /// <summary>Whether this database user may analyse the tables.</summary>
    public bool OwnsTable { get; private init; }

    public static async Task<SourceState> LoadAsync(NpgsqlConnection connection, IInventoryReader reader, CancellationToken cancellation)
    {
        const string sql = """
            SELECT s.provider, s.last_succeeded_at,
                   EXISTS (SELECT FROM grants WHERE source = $1),
                   EXISTS (SELECT FROM grants WHERE source = $1 AND status = 'Active'),
                   EXISTS (SELECT FROM users WHERE source = $1 AND vanished_at IS NULL),
                   (SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'grants'::regclass), s.retired_at IS NOT NULL,
                   CASE WHEN s.name IS NULL THEN ARRAY(
                       SELECT o.name::text FROM inventory_sources o WHERE o.provider = $2 AND o.retired_at IS NULL ORDER BY o.name)
                       ELSE '{}' END
            FROM (SELECT) AS one LEFT JOIN inventory_sources s ON s.name = $1
            """;
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new() { Value = reader.Source });
        command.Parameters.Add(new() { Value = reader.Provider.ToString() });
        await using var row = await command.ExecuteReaderAsync(cancellation);
        await row.ReadAsync(cancellation);
        if (!row.IsDBNull(0) && row.GetString(0) is var provider && provider != reader.Provider.ToString())
        {
            throw new InventoryRejectedException(
                $"The source '{reader.Source}' belongs to the provider {provider}: give the {reader.Provider} source another name."
            );
        }
        return new SourceState
        {
            LastSucceededAt = row.InstantOrNull(1),
            HasGrants = row.GetBoolean(2),
            HasActiveGrants = row.GetBoolean(3),
            HasUsers = row.GetBoolean(4),
            OwnsTable = row.GetBoolean(5),
            IsRetired = row.GetBoolean(6),
            OthersOfProvider = row.Texts(7),
        };
    }

    /// <summary>On a connection of its own, because a copy may keep the import's busy.</summary>
    public static async Task<bool> HasActiveGrantsAsync(
        NpgsqlDataSource database,
        IInventoryReader reader,
        ConsentType consent,
        CancellationToken cancellation
    )
    {
        await using var command = database.CreateCommand(
            "SELECT EXISTS (SELECT FROM grants WHERE source = $1 AND status = 'Active' AND consent_type = $2)"
        );
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = reader.Source });
        command.Parameters.Add(new() { Value = consent.ToString() });
        return (bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>After a complete reading, exactly the grants that it listed are active.</summary>
    public static Task SucceededAsync(
        NpgsqlTransaction transaction,
        IInventoryReader reader,
        DateTimeOffset now,
        long activeGrants,
        CancellationToken cancellation
    ) =>
        ExecuteAsync(
            transaction,
            """
            INSERT INTO inventory_sources (name, provider, last_succeeded_at, active_grants, added_at) VALUES ($1, $2, $3, $4, $3)
            ON CONFLICT (name) DO UPDATE SET last_succeeded_at = excluded.last_succeeded_at, active_grants = excluded.active_grants,
                last_failure = NULL, retired_at = NULL, retired_by = NULL, retired_reason = NULL
            """,
            cancellation, reader.Source, reader.Provider.ToString(), now, activeGrants);

    public static Task FailedAsync(
        NpgsqlTransaction transaction,
        IInventoryReader reader,
        DateTimeOffset now,
        string failure,
        CancellationToken cancellation
    ) =>
        ExecuteAsync(
            transaction,
            """
            INSERT INTO inventory_sources (name, provider, last_failed_at, last_failure, active_grants, added_at)
            VALUES ($1, $2, $3, $4, 0, $3)
            ON CONFLICT (name) DO UPDATE SET last_failed_at = excluded.last_failed_at, last_failure = excluded.last_failure
            """,
            cancellation, reader.Source, reader.Provider.ToString(), now, failure);

    private static async Task ExecuteAsync(
        NpgsqlTransaction transaction,
        string sql,
        CancellationToken cancellation,
        params object[] values
    )
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction) { CommandTimeout = 0 };
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
