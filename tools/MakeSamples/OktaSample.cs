namespace OAuthAttest.MakeSamples;

/// <summary>Okta: users, apps, the grants of each user with their scopes expanded, and what apps were granted by an administrator.</summary>
internal sealed class OktaSample(Output output, Random random)
{
    private const string Tablet = "00uWarehouseTablet01";

    private static IEnumerable<Person> People => Company.People.Where(person => person.Number % 5 == 2);

    private static IEnumerable<App> ForPeople => Company.OktaApps.Where(app => !IsService(app));

    public void Write()
    {
        output.Write("okta/users.json", People.Select(person => User(person.OktaId, StatusOf(person), person.Email, person.Email, person.First, person.Last, person.Boss?.Name))
            .Append(User(Tablet, "ACTIVE", "warehouse-tablet", null, "Warehouse", "Tablet", null)));
        output.Write("okta/apps.json", Company.OktaApps.Select(Application));
        foreach (var person in People)
            output.Write($"okta/grants/{person.OktaId}.json", Output.Pick(random, ForPeople, random.Next(1, 4)).SelectMany(app => Grants(app, person.OktaId)));
        output.Write($"okta/grants/{Tablet}.json", Grants(Company.OktaApps[0], Tablet));
        output.Write("okta/app-grants.json", Company.OktaApps.Where(IsService).SelectMany(app => Grants(app, null)));
    }

    private static bool IsService(App app) => app.Key.StartsWith("service-", StringComparison.Ordinal);

    private static string StatusOf(Person person) => person.HasLeft ? "DEPROVISIONED" : person.Number switch { 22 => "LOCKED_OUT", 57 => "SUSPENDED", _ => "ACTIVE" };

    private static object User(string id, string status, string login, string? email, string first, string last, string? manager) => new
    {
        id,
        status,
        created = "2024-05-02T08:11:00.000Z",
        lastLogin = "2026-09-24T07:02:11.000Z",
        profile = new { login, email, firstName = first, lastName = last, manager },
    };

    private static object Application(App app) => new
    {
        id = ClientId(app),
        name = "oidc_client",
        label = app.Name,
        status = "ACTIVE",
        signOnMode = "OPENID_CONNECT",
        credentials = new { oauthClient = new { client_id = ClientId(app), token_endpoint_auth_method = "client_secret_basic" } },
        settings = new { oauthClient = new { application_type = IsService(app) ? "service" : "web" } },
    };

    private static IEnumerable<object> Grants(App app, string? user)
    {
        foreach (var scope in app.Scopes)
            yield return Grant(app, user, scope, "ACTIVE");
        if (user is not null && app.Key == "wiki")
            yield return Grant(app, user, "wiki:admin", "REVOKED");
    }

    private static Dictionary<string, object?> Grant(App app, string? user, string scope, string status)
    {
        var scopeId = user is null ? scope : "scp" + Output.Token(scope, 17);
        var grant = new Dictionary<string, object?>
        {
            ["id"] = "oag" + Output.Token($"{app.Key}-{user}-{scope}", 17),
            ["status"] = status,
            ["created"] = Output.Time(Output.Today.AddDays(-31 * app.Key.Length - scope.Length)),
            ["lastUpdated"] = Output.Time(Output.Today.AddDays(-10)),
            ["issuer"] = user is null ? "https://larkspur.okta.example" : "https://larkspur.okta.example/oauth2/default",
            ["clientId"] = ClientId(app),
            ["scopeId"] = scopeId,
            ["source"] = user is null ? "ADMIN" : "END_USER",
        };
        if (user is not null)
        {
            grant["userId"] = user;
            grant["_embedded"] = new { scope = new { id = scopeId, name = scope, displayName = scope } };
        }
        return grant;
    }

    private static string ClientId(App app) => "0oa" + Output.Token("okta-app-" + app.Key, 17);
}
