using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using OAuthAttest.Grants.Import.Statements;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;
using Xunit;

namespace OAuthAttest.Tests.Grants.Import;

public sealed class SampleImportTests
{
    [Fact]
    public async Task ImportAsync_AllSamples_GivesTheCountsTheyWereMadeWith()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        using var counts = JsonDocument.Parse(await File.ReadAllTextAsync(Sample("expected-counts.json")));
        var expected = counts.RootElement;

        foreach (var reader in Readers())
            await inventory.ImportAsync(reader);
        var owned = await new AppOwnersImport(inventory.Database.Source, TimeProvider.System).ImportAsync(Sample("owners.csv"), "test");
        await new PeopleImport(inventory.Database.Source, TimeProvider.System).ImportAsync(Sample("people.csv"), "test");

        await using var db = inventory.Open();
        var grants = await db.Grants.ToListAsync();
        var users = await db.Users.ToListAsync();
        var apps = await db.Apps.ToListAsync();
        Assert.Equal(ByProvider(expected, "grantsByProvider"), CountBy(grants, grant => grant.Provider));
        Assert.Equal(ByProvider(expected, "accountsByProvider"), CountBy(users, user => user.Provider));
        Assert.Equal(ByProvider(expected, "appsByProvider"), CountBy(apps, app => app.Provider));
        Assert.Equal(Number(expected, "tenantWideGrants"), grants.Count(grant => grant.ConsentType == ConsentType.Tenant));
        Assert.Equal(Number(expected, "applicationGrants"), grants.Count(grant => grant.ConsentType == ConsentType.Application));
        var personal = grants.Where(grant => grant.ConsentType == ConsentType.Principal).ToList();
        Assert.Equal(Number(expected, "orphanGrantsOfUnlistedAccounts"), personal.Count(grant => grant.UserId is null));
        var deactivated = users.Where(user => user.Status == AccountStatus.Deactivated).Select(user => user.Id).ToHashSet();
        Assert.Equal(
            Number(expected, "orphanGrantsOfDeactivatedAccounts"),
            personal.Count(grant => grant.UserId is { } id && deactivated.Contains(id))
        );
        Assert.True(owned > 0);
        Assert.All(grants, grant => Assert.Equal(grant.Scopes.Order(StringComparer.Ordinal), grant.Scopes));
    }

    [Fact]
    public async Task ImportAsync_AllSamplesAgain_WritesNoRow()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        foreach (var reader in Readers())
            await inventory.ImportAsync(reader);
        var before = await inventory.FingerprintAsync("users", "apps", "grants");

        foreach (var reader in Readers())
            await inventory.ImportAsync(reader);

        Assert.Equal(before, await inventory.FingerprintAsync("users", "apps", "grants"));
    }

    private static IReadOnlyList<IInventoryReader> Readers() =>
    [
        new GraphExportReader(Sample("graph")),
        new GoogleExportReader(Sample("google")),
        new OktaExportReader(Sample("okta")),
        new CsvInventoryReader(Sample("csv/grants.csv"), FieldMapping.Load(Sample("csv/mapping.json")), "github", ProviderName.GitHub),
    ];

    private static string Sample(string name) => Path.Combine(RepositoryFiles.Samples, name);

    private static int Number(JsonElement counts, string name) => counts.GetProperty(name).GetInt32();

    private static SortedDictionary<string, int> ByProvider(JsonElement counts, string name) =>
        new(
            counts.GetProperty(name).EnumerateObject().ToDictionary(count => count.Name, count => count.Value.GetInt32()),
            StringComparer.Ordinal
        );

    private static SortedDictionary<string, int> CountBy<T>(IEnumerable<T> rows, Func<T, ProviderName> provider) =>
        new(rows.CountBy(row => provider(row).ToString()).ToDictionary(), StringComparer.Ordinal);
}
