using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;

namespace OAuthAttest.Tests.Grants.Import;

/// <summary>A migrated database to import into, with a clock that advances one hour per import.</summary>
internal sealed class ImportedInventory : DatabaseWorld
{
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));

    private ImportedInventory(TestDatabase database)
        : base(database)
    {
    }

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
        return new InventoryImport(Source, RiskOf, clock).ImportAsync(
            reader,
            new ImportOptions { AllowEmpty = allowEmpty, Actor = "test" },
            progress,
            cancellation
        );
    }

    public Task<OAuthGrant> GrantAsync(string id) => OneAsync(db => db.Grants.Where(grant => grant.ExternalId == id));

    public Task<DirectoryUser> UserAsync(string id) => OneAsync(db => db.Users.Where(user => user.ExternalId == id));

    public Task<OAuthApp> AppAsync(string id) => OneAsync(db => db.Apps.Where(app => app.ExternalId == id));

    public Task<InventorySource> SourceAsync(string name = "entra") => OneAsync(db => db.Sources.Where(source => source.Name == name));

    /// <summary>Every row with the transaction that wrote it: two equal answers mean that nothing was written in between.</summary>
    public Task<string> FingerprintAsync(params string[] tables)
    {
        var parts = tables.Select(table => $"(SELECT string_agg(t::text || xmin::text, '|' ORDER BY id) FROM {table} t)");
        return ScalarAsync<string>($"SELECT concat_ws('#', {string.Join(", ", parts)})");
    }

    /// <summary>Any write scope is high; a grant for more than one person is critical.</summary>
    private static Risk RiskOf(ProviderName provider, IEnumerable<string> scopes, ConsentType consent) =>
        consent != ConsentType.Principal ? Risk.Critical
        : scopes.Any(scope => scope.Contains("Write", StringComparison.Ordinal)) ? Risk.High
        : Risk.Low;
}
