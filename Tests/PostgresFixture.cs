using Npgsql;
using OAuthAttest.Local.Durable.Storage;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Persistence;

namespace OAuthAttest.Tests;

/// <summary>
/// The PostgreSQL server of this test run: a private cluster, started by the first test that needs it and stopped
/// with the process. OAUTHATTEST_TEST_POSTGRES names another server to use instead.
/// </summary>
public static class PostgresFixture
{
    private const string TemplateName = "oauthattest_template";

    private static readonly Lazy<Task<Func<string, string>>> Server = new(StartAsync);
    private static readonly Lazy<Task> Template = new(CreateTemplateAsync);

    /// <summary>The connection string of a database on this run's server.</summary>
    public static async Task<string> ConnectionStringAsync(string database) => (await Server.Value)(database);

    /// <summary>Creates an empty database, or a copy of the migrated template.</summary>
    internal static async Task CreateDatabaseAsync(string name, bool migrated)
    {
        if (migrated)
            await Template.Value;
        await ExecuteAsync($"CREATE DATABASE {name}" + (migrated ? $" TEMPLATE {TemplateName} STRATEGY FILE_COPY" : ""));
    }

    internal static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await ConnectionStringAsync("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<Func<string, string>> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("OAUTHATTEST_TEST_POSTGRES") is { Length: > 0 } given)
            return database => new NpgsqlConnectionStringBuilder(given) { Database = database }.ConnectionString;
        var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions
        {
            Fsync = false,
            InMemory = true,
            QuickSignIn = true,
            // Each database lives for a second: there is nothing to clean up in it, and nothing that compiled code would pay for.
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["autovacuum"] = "off", ["jit"] = "off" },
        });
        return cluster.ConnectionStringFor;
    }

    private static async Task CreateTemplateAsync()
    {
        await ExecuteAsync($"DROP DATABASE IF EXISTS {TemplateName} WITH (FORCE)");
        await ExecuteAsync($"CREATE DATABASE {TemplateName}");
        // PostgreSQL copies a database only while nobody is connected to it.
        var connectionString = new NpgsqlConnectionStringBuilder(await ConnectionStringAsync(TemplateName))
        {
            Pooling = false,
        }.ConnectionString;
        await DatabaseMigration.MigrateAsync(connectionString);
        // Every host would create it, in each of thousands of databases.
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Schema.Create, connection);
        await command.ExecuteNonQueryAsync();
    }
}
