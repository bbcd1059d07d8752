using System.Runtime.CompilerServices;
using System.Text.Json;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;
using Xunit;

namespace OAuthAttest.Tests.Samples;

/// <summary>The committed samples, read by the readers that imports use.</summary>
public sealed class SampleFilesTests
{
    private static readonly string Folder = Path.Combine(Root(), "samples");
    private static readonly JsonElement Expected = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(Folder, "expected-counts.json")))
        .RootElement;

    [Fact]
    public void Make_Always_GivesTheCommittedFiles()
    {
        var made = SampleMaker.Samples.Make();

        Assert.All(made.Files, file => Assert.Equal(file.Text, File.ReadAllText(Path.Combine(Folder, file.Path))));
        Assert.Contains(made.Counts, File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
        var committed = ((string[])["graph", "google", "okta", "csv", "roster", "scope-audit"]).SelectMany(folder =>
            Directory.GetFiles(Path.Combine(Folder, folder), "*", SearchOption.AllDirectories)
        );
        Assert.Equal(made.Files.Count(file => file.Path.Contains('/', StringComparison.Ordinal)), committed.Count());
    }

    [Theory]
    [InlineData("entra")]
    [InlineData("google")]
    [InlineData("okta")]
    [InlineData("github")]
    public async Task ReadAsync_Samples_FindsWhatWasMade(string provider)
    {
        var export = await ReadAsync(provider);

        Assert.Equal(
            (Count("grantsByProvider", provider), Count("accountsByProvider", provider), Count("appsByProvider", provider)),
            (
                export.Grants.Count,
                export.Users.Count,
                export.Grants.Select(grant => grant.ClientId).Distinct(StringComparer.Ordinal).Count()
            )
        );
        Assert.Equal(export.Grants.Count, export.Grants.Select(grant => grant.ExternalId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task ReadAsync_AllSamples_FindsOrphansAndWhatAdministratorsGranted()
    {
        var exports = await ReadAllAsync();

        var grants = exports
            .SelectMany(export =>
                export.Grants.Select(grant => (grant, user: grant.PrincipalId is { } id ? export.Users.GetValueOrDefault(id) : null))
            )
            .ToList();
        var own = grants.Where(row => row.grant.Consent == ConsentType.Principal).ToList();
        Assert.Equal(Count("tenantWideGrants"), grants.Count(row => row.grant.Consent == ConsentType.Tenant));
        Assert.Equal(Count("applicationGrants"), grants.Count(row => row.grant.Consent == ConsentType.Application));
        Assert.Equal(Count("orphanGrantsOfUnlistedAccounts"), own.Count(row => row.user is null));
        Assert.Equal(Count("orphanGrantsOfDeactivatedAccounts"), own.Count(row => row.user?.Status == AccountStatus.Deactivated));
        Assert.Equal(Count("grants"), grants.Count);
        Assert.Equal(90, own.Count(row => row.user?.Email == "zofia.marchetti@northwind-maps.example"));
        Assert.Equal(Count("payrollGrants"), grants.Count(row => row.grant.ClientId == "payroll"));
    }

    [Fact]
    public async Task ReadAsync_AllSamples_HoldUnknownScopesAndPeopleWithLowRiskOnly()
    {
        var entra = await ReadAsync("entra");
        var dictionary = ScopeDictionary.Embedded;

        var harmless = entra.Grants
            .Where(grant => grant.PrincipalId is not null)
            .GroupBy(grant => grant.PrincipalId!, StringComparer.Ordinal)
            .Count(person =>
                person.Count() > 1
                && person.All(grant =>
                    dictionary.RiskOf(ProviderName.Entra, grant.Scopes, grant.Consent) == Risk.Low
                    && entra.Apps[grant.ClientId].PublisherVerified == true
                )
            );
        Assert.True(harmless >= 8, $"{harmless} people can keep all");
        Assert.Contains(entra.Grants, grant =>
            grant.Scopes.Any(scope => !dictionary.Explain(ProviderName.Entra, scope, grant.Consent).IsKnown)
        );
        Assert.Contains(entra.Grants, grant => grant.Scopes.Length == 0);
        Assert.Contains(entra.Grants, grant => grant.LastUsedAt is not null);
        Assert.Contains(entra.Grants, grant => grant is { LastUsedAt: null, Consent: ConsentType.Principal });
        Assert.Contains(entra.Grants, grant => !entra.Apps.ContainsKey(grant.ClientId));
        Assert.Contains(entra.Users.Values, user => user.Email is null);
        Assert.Contains(
            entra.Users.Values.Where(user => user.Email is not null).GroupBy(user => user.Email, StringComparer.Ordinal),
            accounts => accounts.Count() > 1
        );
    }

    [Fact]
    public async Task Owners_Always_NameAppsThatSomebodyGranted()
    {
        var exports = await ReadAllAsync();

        var apps = exports
            .SelectMany(export => export.Grants.Select(grant => $"{export.Provider},{grant.ClientId}"))
            .ToHashSet(StringComparer.Ordinal);
        var rows = await File.ReadAllLinesAsync(Path.Combine(Folder, "owners.csv"));
        Assert.All(rows.Skip(1), row => Assert.Contains(row[..row.LastIndexOf(',')], apps));
    }

    private static async Task<IReadOnlyList<Export>> ReadAllAsync() =>
        [await ReadAsync("entra"), await ReadAsync("google"), await ReadAsync("okta"), await ReadAsync("github")];

    private static async Task<Export> ReadAsync(string provider)
    {
        IInventoryReader reader = provider switch
        {
            "entra" => new GraphExportReader(Path.Combine(Folder, "graph")),
            "google" => new GoogleExportReader(Path.Combine(Folder, "google")),
            "okta" => new OktaExportReader(Path.Combine(Folder, "okta")),
            "github" => new CsvInventoryReader(
                Path.Combine(Folder, "csv", "grants.csv"),
                FieldMapping.Load(Path.Combine(Folder, "csv", "mapping.json")),
                "github",
                ProviderName.GitHub
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "There is no such export."),
        };
        var reading = new Reading(10);
        var export = new Export(provider, [], [], []);
        await foreach (var record in reader.ReadAsync(reading, default))
            export.Add(record);
        Assert.Empty(reading.Errors.Listed);
        return export;
    }

    private static int Count(params string[] path) => path.Aggregate(Expected, (element, name) => element.GetProperty(name)).GetInt32();

    private static string Root([CallerFilePath] string path = "") =>
        Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(path)))!;

    private sealed record Export(
        string Provider,
        Dictionary<string, UserRecord> Users,
        Dictionary<string, AppRecord> Apps,
        List<GrantRecord> Grants
    )
    {
        public void Add(InventoryRecord record)
        {
            switch (record)
            {
                case UserRecord user:
                    Users[user.ExternalId] = user;
                    break;
                case AppRecord app:
                    Apps[app.ExternalId] = app;
                    break;
                case GrantRecord grant:
                    Grants.Add(grant);
                    break;
            }
        }
    }
}
