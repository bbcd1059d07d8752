using Npgsql;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// Drops the indexes of an empty table before it is filled and builds them afterwards, which costs a fraction of updating them for each
/// of a million rows. It holds the table's exclusive lock in the import's transaction, and is done only while the table has no rows.
/// </summary>
internal sealed class TableIndexes
{
    private readonly NpgsqlConnection connection;
    private readonly IReadOnlyList<string> create;

    private TableIndexes(NpgsqlConnection connection, IReadOnlyList<string> create)
    {
        this.connection = connection;
        this.create = create;
    }

    /// <summary>
    /// Drops the indexes; null when this is not allowed: the table has rows, is not owned by this user, or a foreign key refers to its
    /// key.
    /// </summary>
    public static async Task<TableIndexes?> TakeOffAsync(NpgsqlTransaction transaction, string table, CancellationToken cancellation)
    {
        var open = transaction.Connection!;
        if (
            !await IsTrueAsync(
                open,
                $"SELECT pg_has_role(relowner, 'USAGE') AND NOT EXISTS (SELECT FROM {table}) FROM pg_class WHERE oid = '{table}'::regclass",
                cancellation
            )
        )
        {
            return null;
        }
        await Sql.ExecuteAsync(open, $"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE", cancellation);
        if (
            !await IsTrueAsync(
                open,
                $"SELECT NOT EXISTS (SELECT FROM {table}) AND NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = "
                    + $"'{table}'::regclass AND contype = 'f')",
                cancellation
            )
        )
        {
            return null;
        }
        var (drop, create) = await DefinitionsAsync(open, table, cancellation);
        await Sql.ExecuteAsync(open, string.Join(';', drop), cancellation);
        return new TableIndexes(open, create);
    }

    /// <exception cref="PostgresException">Two rows have the same key.</exception>
    public Task PutBackAsync(CancellationToken cancellation) =>
        Sql.ExecuteAsync(connection, $"SET LOCAL maintenance_work_mem = '256MB'; {string.Join(';', create)}", cancellation);

    private static async Task<bool> IsTrueAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    private static async Task<(List<string> Drop, List<string> Create)> DefinitionsAsync(
        NpgsqlConnection connection,
        string table,
        CancellationToken cancellation
    )
    {
        var sql = $"""
            SELECT format('ALTER TABLE {table} DROP CONSTRAINT %I', conname), format('ALTER TABLE {table} ADD CONSTRAINT %I %s', conname,
                pg_get_constraintdef(oid))
            FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype IN ('p', 'u')
            UNION ALL
            SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
            FROM pg_index WHERE indrelid = '{table}'::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid
                AND contype IN ('p', 'u'))
            """;
        var (drop, create) = (new List<string>(), new List<string>());
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            drop.Add(rows.GetString(0));
            create.Add(rows.GetString(1));
        }
        return (drop, create);
    }
}
