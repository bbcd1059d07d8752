using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace OAuthAttest.Persistence;

/// <summary>Brings a database to the schema of this build.</summary>
public static class DatabaseMigration
{
    /// <summary>Any number: all processes of OAuthAttest take the same advisory lock.</summary>
    private const long LockKey = 0x0A07_A77E_57;

    /// <summary>
    /// Applies the migrations that are missing. Safe when several processes start at once: the first one does the work,
    /// the others wait and find it done.
    /// </summary>
    public static async Task MigrateAsync(NpgsqlDataSource source, CancellationToken cancellation = default)
    {
        // EF's own lock is taken on its history table, whose creation is what two first starts race for.
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({LockKey})", cancellation);
        try
        {
            await using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(connection).Options);
            await db.Database.MigrateAsync(cancellation);
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
    }

    /// <inheritdoc cref="MigrateAsync(NpgsqlDataSource, CancellationToken)"/>
    public static async Task MigrateAsync(string connectionString, CancellationToken cancellation = default)
    {
        // No pool: a database that tests copy must have no connection left.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await MigrateAsync(source, cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
