using System.Text.Json.Nodes;

namespace OAuthAttest.SampleMaker;

/// <summary>Responses of Microsoft Graph v1.0.</summary>
internal sealed class GraphExport(SampleCompany company)
{
    private const string Service = "https://graph.microsoft.com/v1.0/";
    private const string Provider = "entra";
    private const string MicrosoftTenant = "f8cdef31-a31e-4b4a-93e4-5f571e91255a";

    private static readonly string Tenant = Chance.Guid("tenant");

    private static readonly Dictionary<string, string> ApiAppIds = new(StringComparer.Ordinal)
    {
        ["graph"] = "00000003-0000-0000-c000-000000000000",
        ["sharepoint"] = "00000003-0000-0ff1-ce00-000000000000",
        ["tiles"] = Chance.Guid("app/tiles"),
    };

    public IEnumerable<SampleFile> Files()
    {
        var grants = company
            .GrantsAt(Provider)
            .Where(grant => grant.Consent != SampleConsent.Application)
            .OrderBy(grant => GrantId(grant), StringComparer.Ordinal)
            .Select(PermissionGrant)
            .ToList();
        var next = $"{Service}oauth2PermissionGrants?$skiptoken={Chance.Token(64, "skiptoken")}";
        yield return Page(
            "users.json",
            "users(id,displayName,mail,userPrincipalName,accountEnabled,userType,department,manager())",
            Users()
        );
        yield return Page("servicePrincipals.json", "servicePrincipals", ServicePrincipals());
        yield return Page("oauth2PermissionGrants-1.json", "oauth2PermissionGrants", grants.Take(100), next);
        yield return Page("oauth2PermissionGrants-2.json", "oauth2PermissionGrants", grants.Skip(100));
        yield return Page("appRoleAssignments.json", "appRoleAssignments", RoleAssignments());
        yield return Page("signIns.json", "auditLogs/signIns", SignIns());
    }

    private static SampleFile Page(string name, string context, IEnumerable<JsonObject> values, string? next = null)
    {
        var page = new JsonObject { ["@odata.context"] = $"{Service}$metadata#{context}" };
        if (next is not null)
            page["@odata.nextLink"] = next;
        page["value"] = JsonText.ArrayOf(values);
        return new SampleFile("graph/" + name, JsonText.Of(page));
    }

    private IEnumerable<JsonObject> Users()
    {
        foreach (
            var account in company
                .AccountsAt(Provider)
                .Where(account => !account.IsGone)
                .OrderBy(account => account.Id, StringComparer.Ordinal)
        )
        {
            var user = Reference(account);
            user["accountEnabled"] = !account.IsDeactivated;
            user["userType"] = IsGuest(account) ? "Guest" : "Member";
            user["department"] = account.Person.Department;
            var manager = company.ManagerOf(account.Person);
            if (manager is not null)
            {
                var expanded = new JsonObject { ["@odata.type"] = "#microsoft.graph.user" };
                foreach (var (name, value) in Reference(new SampleAccount(manager, Provider)))
                    expanded[name] = value?.DeepClone();
                user["manager"] = expanded;
            }
            yield return user;
        }
    }

    private static JsonObject Reference(SampleAccount account) =>
        new()
        {
            ["id"] = account.Id,
            ["displayName"] = account.Person.Name,
            ["mail"] = account.Person.Special.Contains("entra:nomail") ? null : account.Email,
            ["userPrincipalName"] = IsGuest(account)
                ? $"{account.Person.Login["guest.".Length..]}_harbour-surveys.example#EXT#@{SampleCompany.Domain}"
                : $"{account.Person.Login}@{SampleCompany.Domain}",
        };

    private static bool IsGuest(SampleAccount account) => account.Person.Login.StartsWith("guest.", StringComparison.Ordinal);

    private IEnumerable<JsonObject> ServicePrincipals()
    {
        var roles = company.Catalog.GraphRoles.Select(role => (role.Key, role.Value));
        var apis =
            (IEnumerable<JsonObject>)
                [
                    Api("graph", "Microsoft Graph", MicrosoftTenant, "Microsoft Services", roles),
                    Api("sharepoint", "Office 365 SharePoint Online", MicrosoftTenant, "Microsoft Services", []),
                    // Tiles.Retired.All is still assigned to an app, but the API no longer defines it: only its id is left.
                    Api(
                        "tiles",
                        "Northwind Tiles API",
                        Tenant,
                        "Northwind Cartography",
                        [("Tiles.Publish.All", RoleId("Tiles.Publish.All"))]
                    ),
                ];
        var apps = company.Catalog.Apps.Where(app => app.On.Contains('e') && !app.Vanished).Select(ServicePrincipal);
        return apis.Concat(apps).OrderBy(principal => (string?)principal["id"], StringComparer.Ordinal);
    }

    private static JsonObject Api(string key, string name, string owner, string publisher, IEnumerable<(string Name, string Id)> roles) =>
        new()
        {
            ["id"] = ApiId(key),
            ["appId"] = ApiAppIds[key],
            ["displayName"] = name,
            ["publisherName"] = publisher,
            ["servicePrincipalType"] = "Application",
            ["appOwnerOrganizationId"] = owner,
            ["appRoles"] = JsonText.ArrayOf(
                roles.Select(role => new JsonObject
                {
                    ["allowedMemberTypes"] = new JsonArray("Application"),
                    ["id"] = role.Id,
                    ["isEnabled"] = true,
                    ["value"] = role.Name,
                })
            ),
        };

    private static JsonObject ServicePrincipal(SampleApp app)
    {
        var principal = new JsonObject
        {
            ["id"] = app.ServicePrincipalId,
            ["appId"] = app.AppId,
            ["displayName"] = app.Name,
            ["publisherName"] = app.Publisher,
            ["servicePrincipalType"] = "Application",
            ["appOwnerOrganizationId"] = app.OwnedHere ? Tenant : Chance.Guid("tenant/" + app.Publisher),
        };
        if (app.Verified is { } verified)
        {
            principal["verifiedPublisher"] = new JsonObject
            {
                ["displayName"] = verified ? app.Publisher : null,
                ["verifiedPublisherId"] = verified ? "5" + Chance.Digits(6, "publisher/" + app.Publisher) : null,
                ["addedDateTime"] = verified ? SampleTime.Seconds(Chance.DaysAgo(400, 1800, "publisher/" + app.Publisher)) : null,
            };
        }
        principal["appRoles"] = new JsonArray();
        return principal;
    }

    private static JsonObject PermissionGrant(SampleGrant grant) =>
        new()
        {
            ["clientId"] = grant.App.ServicePrincipalId,
            ["consentType"] = grant.Consent == SampleConsent.Tenant ? "AllPrincipals" : "Principal",
            ["id"] = GrantId(grant),
            ["principalId"] = grant.Account?.Id,
            ["resourceId"] = ApiId(grant.Resource!),
            // Entra writes scopes with a leading blank, and sometimes a scope twice.
            ["scope"] =
                (grant.OneIn(4) ? " " : "")
                + string.Join(' ', grant.Scopes)
                + (grant.OneIn(7) && grant.Scopes.Count > 0 ? " " + grant.Scopes[0] : ""),
        };

    private IEnumerable<JsonObject> RoleAssignments()
    {
        var roles =
            from grant in company.GrantsAt(Provider)
            where grant.Consent == SampleConsent.Application
            from role in grant.Scopes
            select Assignment(
                company.Catalog.GraphRoles.TryGetValue(role, out var known) ? known : RoleId(role),
                grant.App.ServicePrincipalId,
                grant.App.Name,
                "ServicePrincipal",
                grant.Resource!,
                grant.GrantedAt
            );
        // Assignments of people who may sign in to an app are in the same list; they are no grants.
        var members =
            from account in company.AccountsAt(Provider).Where(account => !account.IsGone).Take(3)
            select Assignment(
                "00000000-0000-0000-0000-000000000000",
                account.Id,
                account.Person.Name,
                "User",
                "tiles",
                Chance.DaysAgo(10, 900, "member/" + account.Id)
            );
        return roles.Concat(members);
    }

    private static JsonObject Assignment(
        string role,
        string principal,
        string? name,
        string type,
        string resource,
        DateTimeOffset created
    ) =>
        new()
        {
            ["id"] = Chance.Token(43, $"assignment/{role}/{principal}"),
            ["deletedDateTime"] = null,
            ["appRoleId"] = role,
            ["createdDateTime"] = SampleTime.Ticks(created),
            ["principalDisplayName"] = name,
            ["principalId"] = principal,
            ["principalType"] = type,
            ["resourceDisplayName"] = resource == "graph" ? "Microsoft Graph" : "Northwind Tiles API",
            ["resourceId"] = ApiId(resource),
        };

    /// <summary>The sign-in log covers 30 days. It does not show that somebody who has not signed in to an app since uses it.</summary>
    private IEnumerable<JsonObject> SignIns()
    {
        return from grant in company.GrantsAt(Provider)
               where grant.Account is not null && grant.LastUsedAt > SampleTime.Taken.AddDays(-30)
               orderby grant.LastUsedAt descending, grant.Key
               select SignIn(grant);
    }

    private static JsonObject SignIn(SampleGrant grant) =>
        new()
        {
            ["id"] = Chance.Guid("signin/" + grant.Key),
            ["createdDateTime"] = SampleTime.Seconds(grant.LastUsedAt!.Value),
            ["userId"] = grant.Account!.Id,
            ["userDisplayName"] = grant.Account.Person.Name,
            ["appId"] = grant.App.AppId,
            ["appDisplayName"] = grant.App.Name,
            ["isInteractive"] = grant.OneIn(3),
            // The API's client id (appId), not the object id of its service principal as in a grant.
            ["resourceId"] = ApiAppIds[grant.Resource!],
            ["status"] = grant.OneIn(15)
                ? new JsonObject
                {
                    ["errorCode"] = 50105,
                    ["failureReason"] = "The signed in user is not assigned to a role for the signed in application.",
                }
                : new JsonObject { ["errorCode"] = 0, ["failureReason"] = "Other." },
        };

    private static string GrantId(SampleGrant grant) => Chance.Token(43, "entra/grant/" + grant.Key);

    private static string ApiId(string api) => Chance.Guid("sp/api/" + api);

    private static string RoleId(string role) => Chance.Guid("role/" + role);
}
