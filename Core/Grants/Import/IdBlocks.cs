using Npgsql;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// Takes row ids from a table's sequence, a block at a time, so that grants can name accounts and apps that are written after them.
/// Blocks are cut under a lock that all imports share; imports are the only ones to add to these tables.
/// </summary>
internal sealed class IdBlocks(NpgsqlDataSource source, string table)
{
    private const int FirstBlock = 100;
    private const int LargestBlock = 100_000;

    private int blockSize = FirstBlock;
    private long next;
    private long end;

    public ValueTask<long> NextAsync(CancellationToken cancellation) => next < end ? ValueTask.FromResult(next++) : FromNextBlockAsync(cancellation);

    private async ValueTask<long> FromNextBlockAsync(CancellationToken cancellation)
    {
        // On a connection of its own: the import's is busy copying.
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await Sql.ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock(hashtextextended('oauthattest-ids:{table}', 0))", cancellation);
        await using var command = new NpgsqlCommand($"SELECT setval(s, nextval(s) + {blockSize - 1}) FROM pg_get_serial_sequence('{table}', 'id') AS s", connection, transaction);
        end = (long)(await command.ExecuteScalarAsync(cancellation))! + 1;
        await transaction.CommitAsync(cancellation);
        next = end - blockSize;
        // Whoever reads waits for it: a large import should wait a few times only.
        blockSize = Math.Min(blockSize * 4, LargestBlock);
        return next++;
    }
}
