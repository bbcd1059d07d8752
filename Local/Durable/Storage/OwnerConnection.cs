using System.Globalization;
using Npgsql;

namespace OAuthAttest.Local.Durable.Storage;

/// <summary>
/// The one connection that writes. It also holds the lock that makes this engine the owner of the database, so that a
/// connection that has lost the lock cannot write either.
/// </summary>
internal sealed class OwnerConnection(string connectionString, TimeSpan patience) : IAsyncDisposable
{
    private const long LockId = 0x6F61_7574_6861_7474;

    private NpgsqlConnection? connection;
    private long epoch;

    /// <summary>The number of this ownership: higher than that of every engine before.</summary>
    public long Epoch => epoch;

    public bool IsOpen => connection is { FullState: System.Data.ConnectionState.Open };

    public NpgsqlConnection Connection => connection ?? throw new InvalidOperationException("The owner's connection is not open.");

    /// <exception cref="OwnershipLostException">Another engine owns the database.</exception>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        await ConnectAsync(cancellation);
        await ExecuteAsync(Schema.Create, cancellation);
        epoch = await ScalarAsync("update durable.owner set epoch = epoch + 1 returning epoch", cancellation);
    }

    /// <summary>Connects again after the connection was lost.</summary>
    /// <exception cref="OwnershipLostException">Meanwhile another engine has owned the database.</exception>
    public async Task ReopenAsync(CancellationToken cancellation)
    {
        await CloseAsync();
        await ConnectAsync(cancellation);
        if (await ScalarAsync("select epoch from durable.owner", cancellation) != epoch)
        {
            throw new OwnershipLostException("While this durable engine had lost its connection, another one has taken over the database.");
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellation);
        // PostgreSQL frees a killed process's lock once it notices the lost connection: wait for that, but not for a living process.
        await ExecuteAsync(
            FormattableString.Invariant($"set lock_timeout = {Math.Max(1, (long)patience.TotalMilliseconds)}"),
            cancellation
        );
        try
        {
            await ExecuteAsync(FormattableString.Invariant($"select pg_advisory_lock({LockId})"), cancellation);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            var owner = await OwnerAsync(cancellation);
            await CloseAsync();
            throw new OwnershipLostException(
                $"Another durable engine owns this database{owner}. One engine at a time can run on a database: stop the other one, or "
                    + "give this one a database of its own.",
                e
            );
        }

        await ExecuteAsync("set lock_timeout = 0", cancellation);
    }

    private async Task<string> OwnerAsync(CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select a.application_name from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.granted and l.database = (select oid from pg_database where datname = current_database())
              and (l.classid::bigint << 32 | l.objid::bigint) = $1
            """,
            Connection);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = LockId });
        return await command.ExecuteScalarAsync(cancellation) is string { Length: > 0 } name ? $" ({name})" : "";
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<long> ScalarAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    private async Task CloseAsync()
    {
        if (connection is { } open)
        {
            connection = null;
            await open.DisposeAsync();
        }
    }
}
