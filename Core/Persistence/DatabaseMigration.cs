using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>Migrates a database to the schema of this build.</summary>
public static class DatabaseMigration
{
    /// <summary>An arbitrary number: all processes of OAuthAttest take the same advisory lock.</summary>
    private const long LockKey = 0x0A07_A77E_57;

    /// <summary>
    /// Applies the missing migrations. Safe when several processes start at once: the first one applies them,
    /// the others wait and find nothing to do.
    /// </summary>
    public static async Task MigrateAsync(NpgsqlDataSource source, CancellationToken cancellation = default)
    {
        // EF's own lock needs its history table, and two first starts would race to create that table.
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var limits = await LongWork.HoldAsync(connection, cancellation);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellation);
        try
        {
            // Who migrates may do everything: names must not find anything that somebody else has put before the app's own.
            await ExecuteAsync(connection, "SET search_path = public, pg_temp", cancellation);
            await using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(connection).Options);
            await db.Database.MigrateAsync(cancellation);
        }
        finally
        {
            // The connection may go back to a pool that does not reset it.
            await ExecuteAsync(connection, $"RESET search_path; SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <inheritdoc cref="MigrateAsync(NpgsqlDataSource, CancellationToken)"/>
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellation = default)
    {
        // No pool: tests copy the database, which must then have no open connection.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await MigrateAsync(source, cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
