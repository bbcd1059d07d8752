using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;

namespace OAuthAttest.Tests;

/// <summary>A world that a test builds in a database: what every such world reads from it and writes to it.</summary>
/// <param name="database">The database.</param>
/// <param name="isOwned">False: the caller disposes of the database.</param>
internal abstract class DatabaseWorld(TestDatabase database, bool isOwned = true) : IAsyncDisposable
{
    public TestDatabase Database => database;

    public IDbContextFactory<OAuthAttestDb> Databases => database;

    public NpgsqlDataSource Source => database.Source;

    public string ConnectionString => database.ConnectionString;

    public OAuthAttestDb Open() => database.Open();

    public Task<List<T>> ReadAsync<T>(Func<OAuthAttestDb, IQueryable<T>> query) => database.ReadAsync(query);

    /// <summary>The one row of the query.</summary>
    public async Task<T> OneAsync<T>(Func<OAuthAttestDb, IQueryable<T>> query)
    {
        await using var db = Open();
        return await query(db).SingleAsync();
    }

    public Task<T> ScalarAsync<T>(string sql) => database.ScalarAsync<T>(sql);

    public Task ExecuteAsync(string sql) => database.ExecuteAsync(sql);

    public Task SaveAsync(params object[] entities) => database.SaveAsync(entities);

    /// <summary>The kinds of all audit events, in order.</summary>
    public Task<List<string>> AuditKindsAsync() =>
        ReadAsync(db => db.AuditEvents.OrderBy(entry => entry.Sequence).Select(entry => entry.Kind));

    /// <summary>Changes the grant's scopes in the inventory, as an import would.</summary>
    protected async Task ChangeScopesAsync(long grantId, string[] scopes, ConsentType? consent = null)
    {
        await using var db = Open();
        var grant = await db.Grants.SingleAsync(known => known.Id == grantId);
        TestData.ChangeScopes(grant, await db.Apps.SingleAsync(app => app.Id == grant.AppId), scopes, consent);
        await db.SaveChangesAsync();
    }

    public virtual ValueTask DisposeAsync() => isOwned ? database.DisposeAsync() : ValueTask.CompletedTask;
}
