using System.Text;

namespace OAuthAttest.SampleMaker;

/// <summary>Northwind Cartography: its people and their grants. All of it is fictitious.</summary>
internal sealed class SampleCompany
{
    public const string Domain = "northwind-maps.example";
    public const string LeadLogin = "ines.okafor";

    public SampleCompany(SampleCatalog catalog, IReadOnlyList<Person> people)
    {
        Catalog = catalog;
        People = people;
        Accounts =
        [
            .. from person in people
            from provider in Providers
            where person.GrantCounts.ContainsKey(provider)
            select new SampleAccount(person, provider),
        ];
        Grants =
        [
            .. Accounts.SelectMany(GrantsOf),
            .. catalog.TenantWide.Select(grant => AdminGrant(grant, SampleConsent.Tenant)),
            .. catalog.Applications.Select(grant => AdminGrant(grant, SampleConsent.Application)),
        ];
    }

    /// <summary>In the order of the columns of people.csv.</summary>
    public static IReadOnlyList<string> Providers { get; } = ["entra", "google", "okta", "github"];

    public SampleCatalog Catalog { get; }

    public IReadOnlyList<Person> People { get; }

    public IReadOnlyList<SampleAccount> Accounts { get; }

    public IReadOnlyList<SampleGrant> Grants { get; }

    public static SampleCompany Load()
    {
        using var file = typeof(SampleCompany).Assembly.GetManifestResourceStream("people.csv")!;
        using var reader = new StreamReader(file, Encoding.UTF8);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new SampleCompany(SampleCatalog.Load(), [.. lines.Skip(1).Select(Person.Parse)]);
    }

    public IEnumerable<SampleGrant> GrantsAt(string provider) => Grants.Where(grant => grant.Provider == provider);

    public IEnumerable<SampleAccount> AccountsAt(string provider) => Accounts.Where(account => account.Provider == provider);

    public Person? ManagerOf(Person person) => People.SingleOrDefault(other => other.Login == person.ManagerLogin);

    private IEnumerable<SampleGrant> GrantsOf(SampleAccount account)
    {
        var count = account.Person.GrantCounts[account.Provider];
        var choices = Catalog.Apps
            .Where(app => app.On.Contains(LetterOf(account.Provider), StringComparison.Ordinal))
            .SelectMany(app => Choices(account, app))
            .OrderBy(choice => choice.Rank)
            .ThenBy(choice => choice.Grant.Key, StringComparer.Ordinal)
            .Take(count)
            .Select(choice => choice.Grant)
            .ToList();
        return choices.Count == count
            ? choices.OrderBy(grant => grant.Key, StringComparer.Ordinal)
            : throw new InvalidOperationException(
                $"{account.Person.Login} is to have {count} grants at {account.Provider}, but only {choices.Count} are to be had."
            );
    }

    /// <summary>The grants for the app that the account could have; the more likely ones have a lower rank.</summary>
    private IEnumerable<(ulong Rank, SampleGrant Grant)> Choices(SampleAccount account, SampleApp app)
    {
        var forced = account.Person.Special.Contains($"{account.Provider}+{app.Key}");
        if (!forced && (app.Weight == 0 || (account.Person.OnlyLowRisk && !IsHarmless(app))))
            yield break;
        var scopes = Catalog.Profiles[app.Profile];
        foreach (var resource in (string[])(account.Provider == "entra" ? ["entra", "sharepoint"] : [account.Provider]))
        {
            if (!scopes.TryGetValue(resource, out var spec))
                continue;
            var grant = new SampleGrant
            {
                Provider = account.Provider,
                App = app,
                Consent = SampleConsent.Person,
                Account = account,
                Resource = resource switch { "entra" => "graph", "sharepoint" => "sharepoint", _ => null },
                Scopes = [],
            };
            var rank = forced ? 0 : Chance.Number("pick/" + grant.Key) / (ulong)(resource == "sharepoint" ? 1 : app.Weight);
            yield return (rank, grant with { Scopes = ScopesOf(spec, grant.Key) });
        }
    }

    private bool IsHarmless(SampleApp app) => Catalog.LowProfiles.Contains(app.Profile) && app.Verified == true;

    private SampleGrant AdminGrant(AdminGrant grant, SampleConsent consent) => new()
    {
        Provider = grant.Provider,
        App = Catalog.App(grant.App),
        Consent = consent,
        Resource = grant.Resource,
        Scopes = grant.Scopes.Split(' '),
    };

    private static List<string> ScopesOf(string spec, string key) =>
        [
            .. spec.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Where(scope => scope[0] != '?' || Chance.OneIn(2, $"{key}{scope}"))
                .Select(scope => scope.TrimStart('?')),
        ];

    private static string LetterOf(string provider) => provider == "github" ? "h" : provider[..1];
}
