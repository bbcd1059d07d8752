using Npgsql;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// Reserves row ids from a table's sequence, one block at a time, so that grants can refer to accounts and apps that are written later.
/// Blocks are reserved under a lock that all imports share; only imports insert into these tables.
/// </summary>
internal sealed class IdBlocks(NpgsqlDataSource source, string table)
{
    private const int FirstBlock = 100;
    private const int LargestBlock = 100_000;

    private int blockSize = FirstBlock;
    private long next;
    private long end;

    public ValueTask<long> NextAsync(CancellationToken cancellation) =>
        next < end ? ValueTask.FromResult(next++) : FromNextBlockAsync(cancellation);

    private async ValueTask<long> FromNextBlockAsync(CancellationToken cancellation)
    {
        // On a separate connection, because the import's connection is busy with the copy.
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Sql.ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('oauthattest-ids:{table}', 0))", cancellation);
        await using var command = new NpgsqlCommand(
            $"SELECT setval(s, nextval(s) + {blockSize - 1}) FROM pg_get_serial_sequence('{table}', 'id') AS s",
            connection,
            transaction
        );
        end = (long)(await command.ExecuteScalarAsync(cancellation))! + 1;
        await transaction.CommitAsync(cancellation);
        next = end - blockSize;
        // Reading waits while a block is reserved; blocks are large, so that a large import waits only a few times.
        blockSize = Math.Min(blockSize * 4, LargestBlock);
        return next++;
    }
}
