using Npgsql;

namespace OAuthAttest.Grants.Import;

/// <summary>
/// Takes row ids from a table's sequence, a block at a time, so that grants can name accounts and apps
/// that are written after them.
/// </summary>
internal sealed class IdBlocks(NpgsqlDataSource source, string table)
{
    private const int BlockSize = 2000;

    private readonly Queue<long> ids = new(BlockSize);

    public ValueTask<long> NextAsync(CancellationToken cancellation) =>
        ids.TryDequeue(out var id) ? ValueTask.FromResult(id) : FromNextBlockAsync(cancellation);

    private async ValueTask<long> FromNextBlockAsync(CancellationToken cancellation)
    {
        // On a connection of its own: the import's is busy copying.
        await using var command = source.CreateCommand($"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {BlockSize})");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            ids.Enqueue(reader.GetInt64(0));
        return ids.Dequeue();
    }
}
