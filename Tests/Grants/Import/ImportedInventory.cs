using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Persistence;

namespace OAuthAttest.Tests.Grants.Import;

/// <summary>A migrated database to import into, with a clock that advances one hour per import.</summary>
internal sealed class ImportedInventory : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));

    private ImportedInventory(TestDatabase database) => this.database = database;

    public TestDatabase Database => database;

    public DateTimeOffset Now => clock.GetUtcNow();

    public static async Task<ImportedInventory> CreateAsync() => new(await TestDatabase.CreateAsync());

    public Task<ImportResult> ImportAsync(
        IInventoryReader reader,
        bool allowEmpty = false,
        IProgress<ImportProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        clock.Advance(TimeSpan.FromHours(1));
        return new InventoryImport(database.Source, RiskOf, clock).ImportAsync(
            reader,
            new ImportOptions { AllowEmpty = allowEmpty, Actor = "test" },
            progress,
            cancellation
        );
    }

    public OAuthAttestDb Open() => new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(database.Source).Options);

    public async Task<OAuthGrant> GrantAsync(string id)
    {
        await using var db = Open();
        return await db.Grants.SingleAsync(grant => grant.ExternalId == id);
    }

    public async Task<DirectoryUser> UserAsync(string id)
    {
        await using var db = Open();
        return await db.Users.SingleAsync(user => user.ExternalId == id);
    }

    public async Task<OAuthApp> AppAsync(string id)
    {
        await using var db = Open();
        return await db.Apps.SingleAsync(app => app.ExternalId == id);
    }

    public async Task<InventorySource> SourceAsync(string name = "entra")
    {
        await using var db = Open();
        return await db.Sources.SingleAsync(source => source.Name == name);
    }

    /// <summary>Every row with the transaction that wrote it: two equal answers mean that nothing was written in between.</summary>
    public async Task<string> FingerprintAsync(params string[] tables)
    {
        var parts = tables.Select(table => $"(SELECT string_agg(t::text || xmin::text, '|' ORDER BY id) FROM {table} t)");
        await using var command = database.Source.CreateCommand($"SELECT concat_ws('#', {string.Join(", ", parts)})");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>Any write scope is high; a grant for more than one person is critical.</summary>
    private static Risk RiskOf(ProviderName provider, IEnumerable<string> scopes, ConsentType consent) =>
        consent != ConsentType.Principal ? Risk.Critical
        : scopes.Any(scope => scope.Contains("Write", StringComparison.Ordinal)) ? Risk.High
        : Risk.Low;
}
