using Npgsql;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// The indexes of <c>grants</c>, taken off while an empty table is filled: built at the end they cost a fraction of what a million rows
/// pay one by one. It is done under the table's exclusive lock, in the import's transaction, and only while nobody has a grant to read.
/// </summary>
internal sealed class GrantIndexes
{
    private readonly NpgsqlConnection connection;
    private readonly IReadOnlyList<string> create;

    private GrantIndexes(NpgsqlConnection connection, IReadOnlyList<string> create)
    {
        this.connection = connection;
        this.create = create;
    }

    /// <summary>Takes them off; null where this must not be done: the table has rows, or others refer to its key.</summary>
    public static async Task<GrantIndexes?> TakeOffAsync(NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        const string sql = """
            SELECT format('ALTER TABLE grants DROP CONSTRAINT %I', conname), format('ALTER TABLE grants ADD CONSTRAINT %I %s', conname, pg_get_constraintdef(oid))
            FROM pg_constraint WHERE conrelid = 'grants'::regclass AND contype IN ('p', 'u')
            UNION ALL
            SELECT format('DROP INDEX %s', indexrelid::regclass), pg_get_indexdef(indexrelid)
            FROM pg_index WHERE indrelid = 'grants'::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
            """;
        var open = transaction.Connection!;
        await Sql.ExecuteAsync(open, "LOCK TABLE grants IN ACCESS EXCLUSIVE MODE", cancellation);
        await using (var free = new NpgsqlCommand("SELECT NOT EXISTS (SELECT FROM grants) AND NOT EXISTS (SELECT FROM pg_constraint WHERE confrelid = 'grants'::regclass AND contype = 'f')", open))
        {
            if (await free.ExecuteScalarAsync(cancellation) is not true)
                return null;
        }
        var (drop, create) = (new List<string>(), new List<string>());
        await using (var command = new NpgsqlCommand(sql, open))
        await using (var rows = await command.ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                drop.Add(rows.GetString(0));
                create.Add(rows.GetString(1));
            }
        }
        await Sql.ExecuteAsync(open, string.Join(';', drop), cancellation);
        return new GrantIndexes(open, create);
    }

    /// <summary>The id that the first of the copied rows may take: under the lock nobody else takes any.</summary>
    public async Task<long> FirstIdAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT nextval(pg_get_serial_sequence('grants', 'id'))", connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <exception cref="PostgresException">A grant is there twice.</exception>
    public async Task PutBackAsync(long lastId, CancellationToken cancellation)
    {
        await Sql.ExecuteAsync(connection, $"SET LOCAL maintenance_work_mem = '256MB'; SELECT setval(pg_get_serial_sequence('grants', 'id'), {lastId}); {string.Join(';', create)}", cancellation);
    }
}
