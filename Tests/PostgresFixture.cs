using System.Threading.Channels;
using Npgsql;
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
    private static readonly Lazy<ChannelReader<string>> Ready = new(CreateAhead);
    private static readonly Lazy<ChannelWriter<string>> Used = new(DropBehind);
    private static int created;

    /// <summary>A server that is given may hold other people's databases, and stays when the tests are over.</summary>
    private static string? Given => Environment.GetEnvironmentVariable("OAUTHATTEST_TEST_POSTGRES") is { Length: > 0 } given ? given : null;

    /// <summary>The connection string of a database on this run's server.</summary>
    public static async Task<string> ConnectionStringAsync(string database) => (await Server.Value)(database);

    /// <summary>An empty database, or a copy of the migrated template; those are made ahead, for each takes a while.</summary>
    /// <returns>Its name.</returns>
    internal static async Task<string> CreateDatabaseAsync(bool migrated)
    {
        if (migrated && Given is null)
            return await Ready.Value.ReadAsync();
        return await CreateNextAsync(migrated);
    }

    /// <summary>On the tests' own server nobody waits for it.</summary>
    internal static async Task DropDatabaseAsync(string name)
    {
        if (Given is null)
            await Used.Value.WriteAsync(name);
        else
            await ExecuteAsync(Dropping(name));
    }

    private static async Task<string> CreateNextAsync(bool migrated)
    {
        if (migrated)
            await Template.Value;
        // The process id prevents collisions between two runs on one shared server.
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref created)}";
        await ExecuteAsync($"CREATE DATABASE {name}" + (migrated ? $" TEMPLATE {TemplateName} STRATEGY FILE_COPY" : ""));
        return name;
    }

    private static ChannelReader<string> CreateAhead()
    {
        var ready = Channel.CreateBounded<string>(3);
        _ = Task.Run(async () =>
        {
            try
            {
                while (true)
                    await ready.Writer.WriteAsync(await CreateNextAsync(migrated: true));
            }
            catch (Exception e)
            {
                // Whoever waits for one gets it.
                ready.Writer.Complete(e);
            }
        });
        return ready.Reader;
    }

    private static ChannelWriter<string> DropBehind()
    {
        var used = Channel.CreateBounded<string>(50);
        _ = Task.Run(async () =>
        {
            try
            {
                await foreach (var name in used.Reader.ReadAllAsync())
                    await ExecuteAsync(Dropping(name));
            }
            catch (Exception e)
            {
                used.Writer.Complete(e);
            }
        });
        return used.Writer;
    }

    private static string Dropping(string name) => $"DROP DATABASE IF EXISTS {name} WITH (FORCE)";

    internal static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(await ConnectionStringAsync("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<Func<string, string>> StartAsync()
    {
        if (Given is { } given)
            return database => new NpgsqlConnectionStringBuilder(given) { Database = database }.ConnectionString;
        var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = false, InMemory = true });
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
    }
}
