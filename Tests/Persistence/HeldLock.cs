using Npgsql;

namespace OAuthAttest.Tests.Persistence;

/// <summary>A lock that somebody else holds, until this is disposed of.</summary>
internal sealed class HeldLock : IAsyncDisposable
{
    public const string AuditHead = "SELECT FROM audit_head FOR UPDATE";

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private HeldLock(NpgsqlConnection connection, NpgsqlTransaction transaction) =>
        (this.connection, this.transaction) = (connection, transaction);

    /// <param name="sql">What takes the lock.</param>
    public static async Task<HeldLock> TakeAsync(NpgsqlDataSource source, string sql)
    {
        var holding = await source.OpenConnectionAsync();
        var held = new HeldLock(holding, await holding.BeginTransactionAsync());
        await using var command = new NpgsqlCommand(sql, holding);
        await command.ExecuteNonQueryAsync();
        return held;
    }

    /// <summary>How many connections to this database wait for a lock.</summary>
    public static async Task<long> WaitersAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
