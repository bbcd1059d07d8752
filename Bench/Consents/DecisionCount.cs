using Npgsql;

namespace OAuthAttest.Bench.Consents;

/// <summary>How many consents have been evaluated.</summary>
internal sealed class DecisionCount(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);

    public Task<long> ReadAsync(CancellationToken cancellation) => CountAsync("SELECT count(*) FROM escalations", cancellation);

    public Task<long> ReadUndecidedAsync(CancellationToken cancellation) =>
        CountAsync("SELECT (SELECT count(*) FROM consents) - (SELECT count(*) FROM escalations)", cancellation);

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<long> CountAsync(string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
