namespace OAuthAttest.MakeSamples;

/// <summary>Microsoft Graph v1.0: the answers of /users, /servicePrincipals, /oauth2PermissionGrants (two pages) and …/appRoleAssignments.</summary>
internal sealed class GraphSample(Output output, Random random)
{
    private static readonly (string App, string[] Roles)[] ApplicationPermissions =
    [
        ("sync", ["Mail.ReadWrite", "Calendars.ReadWrite", "User.Read.All"]),
        ("backup", ["Files.ReadWrite.All", "Sites.FullControl.All", "Mail.ReadWrite"]),
        ("siem", ["AuditLog.Read.All", "Directory.Read.All"]),
        ("provision", ["Directory.ReadWrite.All", "RoleManagement.ReadWrite.Directory", "AppRoleAssignment.ReadWrite.All"]),
        ("moonbeam", ["Moonbeam.Control.All"]),
    ];

    private static IEnumerable<Person> People => Company.People.Where(person => person.Number <= 48);

    public void Write()
    {
        var grants = Grants().ToList();
        var half = grants.Count / 2;
        output.Write("graph/oauth2PermissionGrants-1.json", Page("oauth2PermissionGrants", grants[..half], next: true));
        output.Write("graph/oauth2PermissionGrants-2.json", Page("oauth2PermissionGrants", grants[half..]));
        output.Write("graph/servicePrincipals.json", Page("servicePrincipals", [GraphItself(), .. Company.GraphApps.Concat(Company.CollectedApps).Select(ServicePrincipal)]));
        output.Write("graph/users.json", Page("users", [.. Users()]));
        output.Write("graph/appRoleAssignments.json", Page("appRoleAssignments", [.. Assignments()]));
    }

    private IEnumerable<object> Grants()
    {
        var apps = Company.GraphApps.Where(app => !app.Key.StartsWith("tenant-", StringComparison.Ordinal)).ToList();
        foreach (var person in People)
        {
            var chosen = person.Number switch
            {
                Company.Collector => [.. Company.GraphApps, .. Company.CollectedApps],
                Company.Harmless => apps.Where(app => app.Key is "profilecard" or "teamlunch"),
                _ => Output.Pick(random, apps, person.HasLeft ? 2 : random.Next(0, 4)),
            };
            foreach (var app in chosen)
                yield return Delegated(app, person.GraphId, app.Scopes.Take(person.Number == Company.Collector ? 9 : random.Next(1, app.Scopes.Length + 1)));
        }
        // People whom the directory does not list any more.
        foreach (var gone in (string[])["gone-1", "gone-2", "gone-3"])
        {
            foreach (var app in Output.Pick(random, apps, 2))
                yield return Delegated(app, Output.Guid(gone), app.Scopes);
        }
        foreach (var app in Company.GraphApps.Where(app => app.Key.StartsWith("tenant-", StringComparison.Ordinal)))
            yield return Delegated(app, null, app.Scopes);
        // The second account of somebody who has two with one address.
        yield return Delegated(apps[4], Output.Guid("admin-of-2"), ["Directory.ReadWrite.All", "RoleManagement.ReadWrite.Directory"]);
        // An app whose service principal is gone.
        yield return Delegated(new App("deleted-app", "", null, null), Company.People[3].GraphId, ["Mail.Read", "offline_access"]);
    }

    private static IEnumerable<object> Users()
    {
        foreach (var person in People)
        {
            yield return new
            {
                id = person.GraphId,
                displayName = person.Name,
                userPrincipalName = person.Email,
                mail = person.Number % 9 == 4 ? null : person.Email,
                accountEnabled = !person.HasLeft,
                userType = "Member",
                manager = person.Boss is { } boss && person.Number % 2 == 0 ? new { id = boss.GraphId, mail = boss.Email, userPrincipalName = boss.Email } : null,
            };
        }
        var admin = Company.People[2];
        yield return new { id = Output.Guid("admin-of-2"), displayName = $"{admin.Name} (admin)", userPrincipalName = $"adm-{admin.Email}", mail = admin.Email, accountEnabled = true, userType = "Member" };
        yield return new { id = Output.Guid("guest"), displayName = "Ana (Partner)", userPrincipalName = "ana_partner.example#EXT#@larkspur.onmicrosoft.com", mail = (string?)null, accountEnabled = true, userType = "Guest" };
    }

    private static Dictionary<string, object> Page(string what, List<object> value, bool next = false)
    {
        var page = new Dictionary<string, object> { ["@odata.context"] = $"https://graph.microsoft.com/v1.0/$metadata#{what}" };
        if (next)
            page["@odata.nextLink"] = $"https://graph.microsoft.com/v1.0/{what}?$skiptoken=RFNwdAIAAQ";
        page["value"] = value;
        return page;
    }

    private static object Delegated(App app, string? principal, IEnumerable<string> scopes) => new
    {
        id = Output.Token($"grant-{app.Key}-{principal}", 43),
        clientId = ObjectId(app),
        consentType = principal is null ? "AllPrincipals" : "Principal",
        principalId = principal,
        resourceId = ObjectId(Company.MicrosoftGraph),
        scope = string.Join(' ', scopes),
    };

    private static object GraphItself() => new
    {
        id = ObjectId(Company.MicrosoftGraph),
        appId = "00000003-0000-0000-c000-000000000000",
        displayName = Company.MicrosoftGraph.Name,
        publisherName = Company.MicrosoftGraph.Publisher,
        servicePrincipalType = "Application",
        appRoles = Company.MicrosoftGraph.Scopes.Select(scope => new { id = RoleId(scope), value = scope, isEnabled = true, allowedMemberTypes = new[] { "Application" } }),
    };

    private static Dictionary<string, object?> ServicePrincipal(App app)
    {
        var principal = new Dictionary<string, object?>
        {
            ["id"] = ObjectId(app),
            ["appId"] = ClientId(app),
            ["displayName"] = app.Name,
            ["publisherName"] = app.Publisher,
            ["servicePrincipalType"] = "Application",
            ["appRoles"] = Array.Empty<object>(),
        };
        if (app.Verified is { } verified)
            principal["verifiedPublisher"] = new { displayName = verified ? app.Publisher : null, verifiedPublisherId = verified ? "6012345" : null };
        return principal;
    }

    private static IEnumerable<object> Assignments()
    {
        var number = 0;
        foreach (var (key, roles) in ApplicationPermissions)
        {
            var app = Company.GraphApps.First(candidate => candidate.Key == key);
            foreach (var role in roles)
                yield return Assignment(app.Name, RoleId(role), "ServicePrincipal", ObjectId(app), ++number);
        }
        // Who may sign in to an app: no permission of the app.
        yield return Assignment(Company.People[5].Name, Guid.Empty.ToString(), "User", Company.People[5].GraphId, ++number);
    }

    private static object Assignment(string name, string role, string type, string principal, int number) => new
    {
        id = Output.Token($"assignment-{number}", 43),
        appRoleId = role,
        createdDateTime = Output.Time(Output.Today.AddDays(-40 * number)),
        principalDisplayName = name,
        principalId = principal,
        principalType = type,
        resourceDisplayName = Company.MicrosoftGraph.Name,
        resourceId = ObjectId(Company.MicrosoftGraph),
    };

    private static string ObjectId(App app) => Output.Guid("sp-" + app.Key);

    public static string ClientId(App app) => Output.Guid("client-" + app.Key);

    private static string RoleId(string role) => Output.Guid("role-" + role);
}
