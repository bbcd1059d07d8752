using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Rosters;

/// <summary>
/// The rows of one reading, compared with those that are stored of the source. The source is locked in the connection's transaction.
/// </summary>
internal sealed class RosterVersion(NpgsqlConnection connection, string source, IReadOnlyList<RosterRecord> records)
{
    private const string Columns = "provider, external_id, email, name, category, role, is_app, client_id, aliases";

    // No address has a space.
    private const string Rows = $"""
        (SELECT t.provider, t.external_id, t.email, t.name, t.category, t.role, t.is_app, t.client_id,
                string_to_array(t.aliases, ' ') AS aliases
         FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) AS t ({Columns})) AS r
        """;

    private const string Graver = "array_position(ARRAY['Admin', 'Executive', 'Finance', 'Custom'], o.category::text) "
        + "<= array_position(ARRAY['Admin', 'Executive', 'Finance', 'Custom'], r.category)";

    private const string Stored = $"SELECT {Columns} FROM privileged_roster WHERE source = $1";

    private const string Different = $"""
        SELECT EXISTS ((SELECT {Columns} FROM {Rows}) EXCEPT ALL ({Stored}))
            OR EXISTS (({Stored}) EXCEPT ALL (SELECT {Columns} FROM {Rows}))
        """;

    // Both ways of naming an account are compared by themselves: a list may tell only one of them.
    private const string News = $"""
        INSERT INTO roster_news (source, provider, external_id, email, client_id, aliases, found_at)
        SELECT DISTINCT $1, r.provider, r.external_id, r.email, r.client_id, r.aliases, $11::timestamptz
        FROM {Rows}
        WHERE NOT EXISTS (
                SELECT FROM privileged_roster o
                WHERE o.source = $1 AND o.provider = r.provider AND o.external_id = r.external_id AND {Graver})
          AND NOT EXISTS (SELECT FROM privileged_roster o WHERE o.source = $1 AND o.email = r.email AND {Graver})
        """;

    private const string Loss = $"""
        WITH r AS MATERIALIZED (SELECT * FROM {Rows}), listed AS (
            SELECT provider, external_id, email FROM privileged_roster WHERE source = $1 GROUP BY 1, 2, 3)
        SELECT count(*), count(*) FILTER (
            WHERE NOT EXISTS (SELECT FROM r WHERE r.provider = o.provider AND r.external_id = o.external_id)
              AND NOT EXISTS (SELECT FROM r WHERE r.email = o.email))
        FROM listed o
        """;

    private const string Insert = $"INSERT INTO privileged_roster (source, {Columns}) SELECT $1, {Columns} FROM {Rows}";

    /// <summary>Whether exactly these rows are stored.</summary>
    public async Task<bool> IsStoredAsync(CancellationToken cancellation)
    {
        await using var command = Command(Different);
        return !(bool)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <exception cref="InventoryRejectedException">Too many accounts would leave the roster.</exception>
    public async Task RefuseLossAsync(RosterGuard guard, CancellationToken cancellation)
    {
        await using var command = Command(Loss);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var (listed, lost) = (reader.GetInt64(0), reader.GetInt64(1));
        if (guard.Holds(listed, lost))
        {
            throw new InventoryRejectedException(
                $"{source}: {lost} of {listed} accounts would leave the roster at once, more than {guard.Setting} allows: "
                    + "the reading is held."
            );
        }
    }

    /// <summary>Takes down whom the rows list and the stored ones do not, or only with a lesser category.</summary>
    /// <returns>How many they are.</returns>
    public async Task<long> NoteNewsAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = Command(News);
        command.Parameters.Add(new NpgsqlParameter { Value = now.ToUniversalTime() });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <returns>How many rows there were before.</returns>
    public async Task<long> ReplaceAsync(CancellationToken cancellation)
    {
        await using var delete = new NpgsqlCommand("DELETE FROM privileged_roster WHERE source = $1", connection) { CommandTimeout = 0 };
        delete.Parameters.Add(new NpgsqlParameter { Value = source });
        var before = await delete.ExecuteNonQueryAsync(cancellation);
        await using var insert = Command(Insert);
        await insert.ExecuteNonQueryAsync(cancellation);
        return before;
    }

    private NpgsqlCommand Command(string sql) => new(sql, connection)
    {
        CommandTimeout = 0,
        Parameters =
        {
            new NpgsqlParameter { Value = source },
            Texts(r => r.Provider?.ToString()),
            Texts(r => r.ExternalId),
            Texts(r => r.Email),
            Texts(r => r.Name),
            Texts(r => r.Category.ToString()),
            Texts(r => r.Role),
            new NpgsqlParameter { Value = records.Select(r => r.IsApp).ToArray() },
            Texts(r => r.ClientId),
            Texts(r => string.Join(' ', r.Aliases)),
        },
    };

    private NpgsqlParameter Texts(Func<RosterRecord, string?> value) =>
        new() { Value = records.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
