using System.Text.Json.Nodes;

namespace OAuthAttest.SampleMaker;

/// <summary>Responses of the Okta Management API: users, apps, each user's grants (expand=scope), the apps' own grants.</summary>
internal sealed class OktaExport(SampleCompany company)
{
    private const string Provider = "okta";
    private const string Organization = "https://northwind-maps.okta.example";

    public IEnumerable<SampleFile> Files()
    {
        yield return File(
            "users.json",
            company
                .AccountsAt(Provider)
                .Where(account => !account.IsGone)
                .OrderBy(account => account.Id, StringComparer.Ordinal)
                .Select(User)
        );
        yield return File(
            "apps.json",
            company.Catalog.Apps.Where(app => app.On.Contains('o')).OrderBy(app => app.OktaId, StringComparer.Ordinal).Select(App)
        );
        foreach (var account in company.AccountsAt(Provider))
        {
            yield return File(
                $"grants/{account.Id}.json",
                company.GrantsAt(Provider).Where(grant => grant.Account == account).SelectMany(UserGrants)
            );
        }

        yield return File("app-grants.json", company.GrantsAt(Provider).Where(grant => grant.Account is null).SelectMany(AppGrants));
    }

    private static SampleFile File(string name, IEnumerable<JsonObject> items) => new("okta/" + name, JsonText.Of(JsonText.ArrayOf(items)));

    private JsonObject User(SampleAccount account)
    {
        var person = account.Person;
        var names = person.Name.Split(' ', 2);
        var profile = new JsonObject
        {
            ["firstName"] = names[0],
            ["lastName"] = names[^1],
            ["displayName"] = person.Name,
            ["login"] = person.Email ?? person.Login,
            ["email"] = account.Email,
            ["department"] = person.Department,
        };
        if (company.ManagerOf(person) is { } manager)
        {
            profile["manager"] = manager.Name;
            profile["managerId"] = manager.Email;
        }
        return new JsonObject
        {
            ["id"] = account.Id,
            ["status"] =
                account.IsDeactivated ? (person.Login == "ruth.abara" ? "SUSPENDED" : "DEPROVISIONED")
                : account.IsLocked ? "LOCKED_OUT"
                : "ACTIVE",
            ["created"] = SampleTime.Milliseconds(Chance.DaysAgo(1901, 2600, "okta/created/" + person.Login)),
            ["profile"] = profile,
            ["_links"] = new JsonObject { ["self"] = Link($"users/{account.Id}") },
        };
    }

    private JsonObject App(SampleApp app)
    {
        var isService = company.GrantsAt(Provider).Any(grant => grant.App == app && grant.Consent == SampleConsent.Application);
        return new JsonObject
        {
            ["id"] = app.OktaId,
            ["name"] = "oidc_client",
            ["label"] = app.Name,
            ["status"] = "ACTIVE",
            ["created"] = SampleTime.Milliseconds(Chance.DaysAgo(1901, 2600, "okta/app/" + app.Key)),
            ["signOnMode"] = "OPENID_CONNECT",
            ["credentials"] = new JsonObject
            {
                ["oauthClient"] = new JsonObject
                {
                    ["client_id"] = app.ClientId(Provider),
                    ["token_endpoint_auth_method"] = isService ? "private_key_jwt" : "client_secret_basic",
                },
            },
            ["settings"] = new JsonObject
            {
                ["oauthClient"] = new JsonObject
                {
                    ["application_type"] = isService ? "service" : "web",
                    ["grant_types"] = new JsonArray(isService ? "client_credentials" : "authorization_code"),
                },
            },
            ["_links"] = new JsonObject { ["self"] = Link($"apps/{app.OktaId}") },
        };
    }

    private static IEnumerable<JsonObject> UserGrants(SampleGrant grant)
    {
        var user = grant.Account!.Id;
        foreach (var scope in grant.Scopes)
            yield return UserGrant(grant, scope, "ACTIVE", $"users/{user}/grants");
        if (grant.OneIn(5))
            yield return UserGrant(grant, "okta.users.manage", "REVOKED", $"users/{user}/grants");
    }

    private static JsonObject UserGrant(SampleGrant grant, string scope, string status, string path)
    {
        var written = Grant(grant, scope, status, grant.App.Key == "payroll" ? "ADMIN" : "END_USER", path);
        var scopeId = $"scp{Chance.MixedCase(14, "scope/" + scope)}5d7";
        written["userId"] = grant.Account!.Id;
        written["scopeId"] = scopeId;
        written["createdBy"] = new JsonObject { ["id"] = grant.Account.Id, ["type"] = "User" };
        written["_embedded"] = new JsonObject { ["scope"] = new JsonObject { ["id"] = scopeId, ["name"] = scope } };
        return written;
    }

    private static IEnumerable<JsonObject> AppGrants(SampleGrant grant) =>
        grant.Scopes.Select(scope => Grant(grant, scope, "ACTIVE", "ADMIN", $"apps/{grant.App.OktaId}/grants"));

    private static JsonObject Grant(SampleGrant grant, string scope, string status, string source, string path)
    {
        var id = $"oag{Chance.MixedCase(14, $"okta/grant/{grant.Key}/{scope}/{status}")}5d7";
        var app = Link($"apps/{grant.App.OktaId}");
        app["title"] = grant.App.Name;
        return new JsonObject
        {
            ["id"] = id,
            ["status"] = status,
            ["created"] = SampleTime.Milliseconds(grant.GrantedAt),
            ["createdBy"] = new JsonObject { ["id"] = $"00u{Chance.MixedCase(14, "okta/administrator")}5d7", ["type"] = "User" },
            ["lastUpdated"] = SampleTime.Milliseconds(grant.GrantedAt),
            ["issuer"] = Organization,
            ["clientId"] = grant.App.ClientId(Provider),
            ["scopeId"] = scope,
            ["source"] = source,
            ["_links"] = new JsonObject { ["app"] = app, ["self"] = Link($"{path}/{id}") },
        };
    }

    private static JsonObject Link(string path) => new() { ["href"] = $"{Organization}/api/v1/{path}" };
}
