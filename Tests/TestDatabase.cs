using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Persistence;

namespace OAuthAttest.Tests;

/// <summary>A database for one test, dropped when it is disposed of.</summary>
public sealed class TestDatabase : IDbContextFactory<OAuthAttestDb>, IAsyncDisposable
{
    private static int created;

    private readonly string? owned;
    private readonly DbContextOptions<OAuthAttestDb> options;

    private TestDatabase(string? owned, string connectionString)
    {
        this.owned = owned;
        ConnectionString = connectionString;
        // As the app's own.
        var source = new NpgsqlDataSourceBuilder(connectionString);
        Source = source.ConfigureTypeLoading(types => types.EnableTypeLoading(false)).Build();
        options = new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(Source).Options;
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    /// <summary>A migrated database.</summary>
    public static Task<TestDatabase> CreateAsync() => CreateAsync(migrated: true);

    /// <summary>A database without any tables.</summary>
    public static Task<TestDatabase> CreateEmptyAsync() => CreateAsync(migrated: false);

    /// <summary>The same database with another user's connection; it is dropped with this one.</summary>
    public TestDatabase SignedInAs(string user, string password) =>
        new(owned: null, new NpgsqlConnectionStringBuilder(ConnectionString) { Username = user, Password = password }.ConnectionString);

    /// <summary>The migrated database of a cluster for one test; it is deleted with the cluster.</summary>
    public static async Task<TestDatabase> OnAsync(PrivateCluster cluster)
    {
        await DatabaseMigration.MigrateAsync(cluster.ConnectionString);
        return new TestDatabase(null, new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { MaxPoolSize = 30 }.ConnectionString);
    }

    public OAuthAttestDb Open() => new(options);

    OAuthAttestDb IDbContextFactory<OAuthAttestDb>.CreateDbContext() => Open();

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The first column of every row.</summary>
    public async Task<List<object>> ReadAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<object>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetValue(0));
        return rows;
    }

    public async Task<List<T>> ReadAsync<T>(Func<OAuthAttestDb, IQueryable<T>> query)
    {
        await using var db = Open();
        return await query(db).ToListAsync();
    }

    public async Task SaveAsync(params object[] entities)
    {
        await using var db = Open();
        db.AddRange(entities);
        await db.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (owned is not null)
            await PostgresFixture.ExecuteAsync($"DROP DATABASE IF EXISTS {owned} WITH (FORCE)");
    }

    private static async Task<TestDatabase> CreateAsync(bool migrated)
    {
        // The process id prevents collisions between two runs on one shared server.
        var database = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref created)}";
        await PostgresFixture.CreateDatabaseAsync(database, migrated);
        // A small pool: many databases share the server's connections.
        var connectionString = new NpgsqlConnectionStringBuilder(await PostgresFixture.ConnectionStringAsync(database))
        {
            MaxPoolSize = 30,
        }.ConnectionString;
        return new TestDatabase(database, connectionString);
    }
}
