using System.Text.Json.Nodes;

namespace OAuthAttest.SampleMaker;

/// <summary>Who is privileged: a table of the personnel department, and the responses of Graph and Okta about administrators.</summary>
internal sealed class RosterFiles(SampleCompany company)
{
    private const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";
    private const string ExchangeAdministrator = "29232cdf-9323-42fd-ade2-1d097af3e4de";
    private const string SecurityAdministrator = "194ae4cb-b126-40b2-bd5b-6091b380977d";
    private const string Organization = "https://northwind-maps.okta.example/api/v1";

    private static readonly string[] OktaAdministrators = ["dmitri.halonen", "priya.raman", "ines.okafor"];

    /// <summary>Includes one person who is no administrator, and lacks one who is.</summary>
    private static readonly string[] OktaUsers = ["dmitri.halonen", "priya.raman", "marta.silveira"];

    private static readonly string GroupId = Chance.Guid("group/tenant-admins");

    public IEnumerable<SampleFile> Files()
    {
        yield return new SampleFile(
            "roster/people.csv",
            CsvText.Of([
                ["email", "provider", "account_id", "name", "category", "role"],
                .. company.People.Select(Row).OfType<string?[]>(),
            ])
        );
        yield return Json("entra/directoryRoles.json", Value("directoryRoles(members())", DirectoryRoles()));
        yield return Json(
            "entra/groups.json",
            Value("groups(members())", [Group("Tenant administrators", [Principal("dmitri.halonen"), Principal("rasmus.holt")])])
        );
        yield return Json("entra/roleAssignments.json", Value("roleManagement/directory/roleAssignments(principal())", Assignments()));
        yield return Json(
            "entra/roleDefinitions.json",
            Value(
                "roleManagement/directory/roleDefinitions",
                [Definition(SecurityAdministrator, "Security Administrator"), Definition(GlobalAdministrator, "Global Administrator")]
            )
        );
        yield return Json(
            "okta/assignees.json",
            new JsonObject { ["value"] = JsonText.ArrayOf(OktaAdministrators.Select(Assignee)), ["_links"] = new JsonObject() }
        );
        yield return Json(
            "okta/roles-dmitri.halonen.json",
            JsonText.ArrayOf([Role("dmitri.halonen", "SUPER_ADMIN", "Super Administrator", "USER", "ACTIVE")])
        );
        yield return Json(
            "okta/roles-priya.raman.json",
            JsonText.ArrayOf([
                Role("priya.raman", "APP_ADMIN", "Application Administrator", "GROUP", "ACTIVE"),
                Role("priya.raman", "HELP_DESK_ADMIN", "Help Desk Administrator", "USER", "INACTIVE"),
            ])
        );
        yield return Json("okta/users.json", JsonText.ArrayOf(OktaUsers.Select(User)));
    }

    private static SampleFile Json(string name, JsonNode node) => new("roster/" + name, JsonText.Of(node));

    private static string?[]? Row(Person person) => person.Slack != "yes" ? null : person.Department switch
    {
        "Executive" => [person.Email, null, null, person.Name, "executive", "Managing director"],
        "Finance" => [person.Email, null, null, person.Name, "finance", "Can pay"],
        _ => null,
    };

    private static JsonObject Value(string what, IEnumerable<JsonObject> items) => new()
    {
        ["@odata.context"] = $"https://graph.microsoft.com/v1.0/$metadata#{what}",
        ["value"] = JsonText.ArrayOf(items),
    };

    private IEnumerable<JsonObject> DirectoryRoles() =>
        [
            DirectoryRole(
                GlobalAdministrator,
                "Global Administrator",
                [Principal("adm.priya.raman"), Group("Tenant administrators", null), ServicePrincipal()]
            ),
            DirectoryRole(ExchangeAdministrator, "Exchange Administrator", []),
        ];

    private IEnumerable<JsonObject> Assignments() =>
    [
        Assignment(SecurityAdministrator, Principal("ines.okafor")),
        Assignment(GlobalAdministrator, Principal("adm.priya.raman")),
        Assignment(GlobalAdministrator, Group("Tenant administrators", null)),
    ];

    private static JsonObject DirectoryRole(string template, string name, JsonObject[] members) => new()
    {
        ["id"] = Chance.Guid("role/" + template),
        ["deletedDateTime"] = null,
        ["displayName"] = name,
        ["roleTemplateId"] = template,
        ["members"] = JsonText.ArrayOf(members),
    };

    private static JsonObject Assignment(string role, JsonObject principal) => new()
    {
        ["id"] = Chance.Token(30, $"assignment/{role}/{principal["id"]}"),
        ["principalId"] = (string?)principal["id"],
        ["directoryScopeId"] = "/",
        ["roleDefinitionId"] = role,
        ["principal"] = principal,
    };

    private static JsonObject Definition(string template, string name) => new()
    {
        ["id"] = template,
        ["displayName"] = name,
        ["isBuiltIn"] = true,
        ["isEnabled"] = true,
        ["templateId"] = template,
        ["rolePermissions"] = new JsonArray(),
    };

    private JsonObject Principal(string login)
    {
        var account = Account(login, "entra");
        return new JsonObject
        {
            ["@odata.type"] = "#microsoft.graph.user",
            ["id"] = account.Id,
            ["displayName"] = account.Person.Name,
            ["mail"] = account.Email,
            ["userPrincipalName"] = $"{login}@{SampleCompany.Domain}",
        };
    }

    private static JsonObject Group(string name, JsonObject[]? members)
    {
        var group = new JsonObject
        {
            ["@odata.type"] = "#microsoft.graph.group",
            ["id"] = GroupId,
            ["displayName"] = name,
            ["isAssignableToRole"] = true,
        };
        if (members is not null)
            group["members"] = JsonText.ArrayOf(members);
        return group;
    }

    private static JsonObject ServicePrincipal() =>
        new()
        {
            ["@odata.type"] = "#microsoft.graph.servicePrincipal",
            ["id"] = Chance.Guid("service-principal/provisioning"),
            ["displayName"] = "Provisioning",
        };

    private JsonObject Assignee(string login)
    {
        var id = Account(login, "okta").Id;
        return new JsonObject
        {
            ["id"] = id,
            ["orn"] = $"orn:okta:directory:00o{Chance.MixedCase(14, "okta/organization")}5d7:users:{id}",
            ["_links"] = new JsonObject { ["self"] = Link($"users/{id}"), ["roles"] = Link($"users/{id}/roles") },
        };
    }

    private JsonObject Role(string login, string type, string label, string assignment, string status) => new()
    {
        ["id"] = Chance.UpperCase(20, $"okta/role/{login}/{type}"),
        ["label"] = label,
        ["type"] = type,
        ["status"] = status,
        ["created"] = SampleTime.Milliseconds(Chance.DaysAgo(300, 900, $"okta/role/{login}/{type}")),
        ["lastUpdated"] = SampleTime.Milliseconds(Chance.DaysAgo(1, 299, $"okta/role/{login}/{type}/updated")),
        ["assignmentType"] = assignment,
        ["_links"] = new JsonObject { ["assignee"] = Link($"users/{Account(login, "okta").Id}") },
    };

    private JsonObject User(string login)
    {
        var account = Account(login, "okta");
        return new JsonObject
        {
            ["id"] = account.Id,
            ["status"] = "ACTIVE",
            ["profile"] = new JsonObject { ["displayName"] = account.Person.Name, ["login"] = account.Email, ["email"] = account.Email },
        };
    }

    private SampleAccount Account(string login, string provider) =>
        company.AccountsAt(provider).Single(account => account.Person.Login == login);

    private static JsonObject Link(string path) => new() { ["href"] = $"{Organization}/{path}" };
}
