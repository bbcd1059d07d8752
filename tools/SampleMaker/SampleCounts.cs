using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace OAuthAttest.SampleMaker;

/// <summary>The counts that an import and a campaign must find in the samples, from the generator's data and not from the files.</summary>
internal sealed class SampleCounts
{
    private const string ExcludedApp = "payroll";

    private readonly SampleCompany company;
    private readonly Dictionary<string, string> owners;

    public SampleCounts(SampleCompany company)
    {
        this.company = company;
        owners = company.Catalog.Owners.ToDictionary(
            owner => $"{owner.Provider}/{owner.App}",
            owner => Email(owner.Owner.ToLowerInvariant()),
            StringComparer.Ordinal
        );
    }

    private static string Lead => Email(SampleCompany.LeadLogin);

    public SampleFile File() => new("expected-counts.json", JsonText.Of(Json()));

    public string Table()
    {
        var text = new StringBuilder("| What | Count |\n| --- | ---: |\n");
        foreach (var (name, value) in Rows(Json(), ""))
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {value} |\n");
        return text.ToString();
    }

    private JsonObject Json()
    {
        var asked = company
            .Grants.Where(grant => grant.App.Key != ExcludedApp)
            .GroupBy(AskedOf, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return new JsonObject
        {
            ["grants"] = company.Grants.Count,
            ["grantsByProvider"] = Counted(SampleCompany.Providers, provider => company.GrantsAt(provider).Count()),
            ["grantsOfOnePerson"] = company.Grants.Count(grant => grant.Consent == SampleConsent.Person && !grant.Account!.IsOrphan),
            ["orphanGrants"] = company.Grants.Count(grant => grant.Account?.IsOrphan == true),
            ["orphanGrantsOfUnlistedAccounts"] = company.Grants.Count(grant => grant.Account?.IsGone == true),
            ["orphanGrantsOfDeactivatedAccounts"] = company.Grants.Count(grant => grant.Account?.IsDeactivated == true),
            ["tenantWideGrants"] = company.Grants.Count(grant => grant.Consent == SampleConsent.Tenant),
            ["applicationGrants"] = company.Grants.Count(grant => grant.Consent == SampleConsent.Application),
            ["payrollGrants"] = company.Grants.Count(grant => grant.App.Key == ExcludedApp),
            ["accountsByProvider"] = Counted(SampleCompany.Providers, ListedAccounts),
            ["appsByProvider"] = Counted(SampleCompany.Providers, provider =>
                company.GrantsAt(provider).Select(grant => grant.App).Distinct().Count()
            ),
            ["campaignWithoutPayroll"] = new JsonObject
            {
                ["grants"] = asked.Values.Sum(),
                ["people"] = asked.Count,
                ["peopleNotInSlack"] = asked.Keys.Count(person => !IsInSlack(person)),
                ["grantsOfPeopleNotInSlack"] = asked.Where(pair => !IsInSlack(pair.Key)).Sum(pair => pair.Value),
                ["mostAsked"] = Counted(
                    asked
                        .OrderByDescending(pair => pair.Value)
                        .ThenBy(pair => pair.Key, StringComparer.Ordinal)
                        .Take(3)
                        .Select(pair => pair.Key),
                    person => asked[person]
                ),
            },
            ["slackMembers"] = company.People.Count(person => person.Slack is "yes" or "off") + 2,
        };
    }

    /// <summary>A table of grants contains an account only if the account has a grant.</summary>
    private int ListedAccounts(string provider) =>
        company
            .AccountsAt(provider)
            .Count(account =>
                !account.IsGone && (provider != "github" || company.GrantsAt(provider).Any(grant => grant.Account == account))
            );

    private string AskedOf(SampleGrant grant) =>
        grant.Consent == SampleConsent.Person && !grant.Account!.IsOrphan
            ? grant.Account.PersonKey
            : owners.GetValueOrDefault($"{grant.Provider}/{grant.App.Key}", Lead);

    private bool IsInSlack(string person) => company.People.Any(other => other.Slack == "yes" && other.Email == person);

    private static JsonObject Counted(IEnumerable<string> names, Func<string, int> count) =>
        new(names.Select(name => KeyValuePair.Create(name, (JsonNode?)count(name))));

    private static IEnumerable<(string Name, int Value)> Rows(JsonObject counts, string prefix) =>
        counts.SelectMany(pair =>
            pair.Value is JsonObject inner ? Rows(inner, $"{prefix}{pair.Key} / ") : [($"{prefix}{pair.Key}", (int)pair.Value!)]
        );

    private static string Email(string name) => $"{name}@{SampleCompany.Domain}";
}
