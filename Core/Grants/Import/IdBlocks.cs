using Npgsql;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// Takes row ids from a table's sequence, a block at a time, so that grants can name accounts and apps
/// that are written after them.
/// </summary>
internal sealed class IdBlocks(NpgsqlDataSource source, string table)
{
    private const int FirstBlock = 100;
    private const int LargestBlock = 50_000;

    private readonly Queue<long> ids = new();
    private int blockSize = FirstBlock;

    public ValueTask<long> NextAsync(CancellationToken cancellation) =>
        ids.TryDequeue(out var id) ? ValueTask.FromResult(id) : FromNextBlockAsync(cancellation);

    private async ValueTask<long> FromNextBlockAsync(CancellationToken cancellation)
    {
        // On a connection of its own: the import's is busy copying.
        await using var command = source.CreateCommand($"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {blockSize})");
        // Whoever reads waits for it: a large import should wait a few times only.
        blockSize = Math.Min(blockSize * 4, LargestBlock);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            ids.Enqueue(reader.GetInt64(0));
        return ids.Dequeue();
    }
}
