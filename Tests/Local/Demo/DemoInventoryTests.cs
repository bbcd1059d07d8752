using Azure.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.Live;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Time;
using OAuthAttest.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Local.Demo;

/// <summary>The demo's simulated providers hold what the sample exports list.</summary>
public sealed class DemoInventoryTests
{
    private static readonly DateTimeOffset Start = new(2026, 9, 30, 16, 0, 0, TimeSpan.Zero);

    // Accounts that were deleted, whose grants an export still has.
    private static readonly string[] Deleted = ["103469661641092538665", "00umC5nzvmFTAbjgE5d7"];

    [Fact]
    public async Task Sync_OfTheFilledProviders_ListsTheGrantsOfTheExports()
    {
        await using var database = await TestDatabase.CreateAsync();
        var clock = new VirtualClock(Start);
        await using var outside = await DemoOutside.StartAsync(clock, CancellationToken.None);
        await outside.FillAsync(CancellationToken.None);
        var team = new TeamTable(database.ConnectionString);
        await team.FillAsync(CancellationToken.None);
        using var trail = SampleTrail.Load();
        await using var host = await LocalHost.StartAsync(new LocalHostOptions
        {
            ConnectionString = database.ConnectionString,
            TimeProvider = clock,
            Configuration = DemoSettings.For(outside, team, trail),
            ConfigureServices = services => services
                .AddKeyedSingleton<TokenCredential>(SyncOptions.Section, new FixedCredential(DemoOutside.ReadingToken)),
            ActivityGrace = TimeSpan.Zero,
        });

        await new DemoInventory(host, clock, team).ReadAsync(CancellationToken.None);

        await using var db = await host.Services.GetRequiredService<IDbContextFactory<OAuthAttestDb>>().CreateDbContextAsync();
        var stored = (await db.Grants.AsNoTracking().ToListAsync())
            .ToLookup(grant => grant.Source, grant => Told(grant.ExternalId, grant.PrincipalExternalId, grant.Scopes, grant.LastUsedAt));
        foreach (var (source, reader) in Exports())
            Assert.Equal(await ListedAsync(reader), stored[source].Order(StringComparer.Ordinal));
        Assert.Equal(50, stored[DemoSettings.TeamSource].Count());
        Assert.Empty(outside.Graph.Unexpected.Concat(outside.Google.Unexpected).Concat(outside.Okta.Unexpected));
        // What the providers hold is known by the inventory's own ids.
        var held = HeldGrants.Of(outside).Entries.Keys;
        var ids = await db.Grants.Where(grant => HeldGrants.Providers.Contains(grant.Provider)).ToListAsync();
        Assert.Equal(
            held.Select(each => each.Id).Order(StringComparer.Ordinal),
            ids.Select(grant => grant.ExternalId).Order(StringComparer.Ordinal));
    }

    private static (string Source, IInventoryReader Reader)[] Exports() =>
    [
        ("entra", new GraphExportReader(Path.Combine(SampleFiles.Folder, "graph"))),
        ("google", new GoogleExportReader(Path.Combine(SampleFiles.Folder, "google"))),
        ("okta", new OktaExportReader(Path.Combine(SampleFiles.Folder, "okta"))),
    ];

    private static async Task<IReadOnlyList<string>> ListedAsync(IInventoryReader reader)
    {
        var told = new List<string>();
        var reading = new Reading(10, Start);
        await foreach (var record in reader.ReadAsync(reading, CancellationToken.None))
        {
            if (record is GrantRecord grant && !Deleted.Contains(grant.PrincipalId))
                told.Add(Told(grant.ExternalId, grant.PrincipalId, grant.Scopes, grant.LastUsedAt));
        }
        Assert.Equal(0, reading.Errors.Count);
        return [.. told.Order(StringComparer.Ordinal)];
    }

    private static string Told(string id, string? principal, IEnumerable<string> scopes, DateTimeOffset? usedAt) =>
        $"{id} of {principal}: {string.Join(' ', scopes.Order(StringComparer.Ordinal))}, {usedAt:u}";
}
