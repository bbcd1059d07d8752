using System.Text.Json.Nodes;

namespace OAuthAttest.SampleMaker;

/// <summary>A table of the organization's GitHub apps that a team maintains itself, with its column mapping.</summary>
internal sealed class GitHubTable(SampleCompany company)
{
    private const string Provider = "github";

    private static readonly (string Field, string Column)[] Columns =
    [
        ("clientId", "app_id"), ("appName", "app"), ("publisher", "vendor"), ("publisherVerified", "vendor_checked"),
        ("userId", "account"), ("email", "work_email"), ("displayName", "person"), ("accountStatus", "account_state"),
        ("manager", "reports_to"), ("groups", "teams"), ("consentType", "kind"), ("scopes", "permissions"),
        ("grantedAt", "authorised_on"), ("lastUsedAt", "last_seen_on"),
    ];

    public IEnumerable<SampleFile> Files()
    {
        var header = Columns.Select(column => column.Column).Append("remarks").ToArray();
        yield return new SampleFile("csv/grants.csv", CsvText.Of([header, .. company.GrantsAt(Provider).Select(Row)]));
        yield return new SampleFile("csv/mapping.json", JsonText.Of(Mapping()));
    }

    private IReadOnlyList<string?> Row(SampleGrant grant)
    {
        var account = grant.Account;
        return
        [
            grant.App.ClientId(Provider),
            grant.App.Name,
            grant.App.Publisher,
            grant.App.Verified switch { true => "checked", false => "failed", null => "?" },
            account?.Id,
            account?.Email,
            account?.Person.Name,
            account is null ? null : account.IsDeactivated ? "suspended" : "member",
            account is null ? null : company.ManagerOf(account.Person)?.Email,
            account is null ? null : $"{account.Person.Department} | Everyone",
            grant.Consent switch { SampleConsent.Person => "authorization", SampleConsent.Tenant => "installation", _ => "bot" },
            string.Join(", ", grant.Scopes),
            grant.OneIn(9) ? "?" : SampleTime.Day(grant.GrantedAt),
            grant.LastUsedAt is { } used ? SampleTime.Day(used) : null,
            grant.OneIn(6) ? "=SUM(A1:A9) see ticket" : null,
        ];
    }

    private static JsonObject Mapping() => new()
    {
        ["fields"] = new JsonObject(Columns.Select(column => KeyValuePair.Create(column.Field, (JsonNode?)column.Column))),
        ["scopeSeparator"] = ",",
        ["groupSeparator"] = "|",
        ["dateFormats"] = new JsonArray("dd.MM.yyyy"),
        ["true"] = new JsonArray("checked"),
        ["false"] = new JsonArray("failed"),
        ["unknown"] = new JsonArray("?"),
        ["consentTypes"] = new JsonObject { ["authorization"] = "principal", ["installation"] = "tenant", ["bot"] = "application" },
        ["accountStatuses"] = new JsonObject { ["member"] = "active", ["suspended"] = "deactivated" },
        ["listsAllUsers"] = false,
    };
}
