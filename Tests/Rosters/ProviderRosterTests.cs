using OAuthAttest.Grants.Import;
using OAuthAttest.Rosters;
using OAuthAttest.Rosters.MicrosoftGraph;
using OAuthAttest.Rosters.Okta;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Rosters;

/// <summary>Whom the exports of Entra and Okta list, and which entries are refused.</summary>
public sealed class ProviderRosterTests : IDisposable
{
    private const string Ana =
        """
        {"@odata.type":"#microsoft.graph.user","id":"AAAAAAAA-0000-4000-8000-000000000001","displayName":"Ana",
        "mail":"Ana@Example.com","userPrincipalName":"ana@example.com"}
        """;
    private const string Guest =
        """
        {"@odata.type":"#microsoft.graph.user","id":"aaaaaaaa-0000-4000-8000-000000000002","displayName":"Guest",
        "mail":null,"userPrincipalName":"g_x.example#EXT#@example.com"}
        """;
    private const string App =
        """{"@odata.type":"#microsoft.graph.servicePrincipal","id":"aaaaaaaa-0000-4000-8000-000000000003","displayName":"App"}""";
    private const string Admins = """{"@odata.type":"#microsoft.graph.group","id":"g-1","displayName":"Admins"}""";

    private readonly ExportFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Entra_RolesGroupsAssignmentsAndNames_GiveEveryPersonTheirRoles()
    {
        var reading = new Reading(10);
        var records = await EntraAsync(
            reading,
            $$"""
            {"value":[{"id":"r-1","displayName":"Global Administrator","roleTemplateId":"t-1",
            "members":[{{Ana}},{{App}},{{Admins}}]}]}
            """,
            $$"""
            {"value":[{"id":"a-1","principalId":"x","roleDefinitionId":"t-1","principal":{{Ana}} },
            {"id":"a-2","principalId":"y","roleDefinitionId":"t-2","principal":{{Guest}} },
            {"id":"a-3","principalId":"y","roleDefinitionId":"t-3","principal":{{Guest}},
            "roleDefinition":{"displayName":"Reader"} }]}
            """,
            $$"""{"value":[{"id":"t-2","templateId":"t-2","displayName":"Helpdesk Administrator"}]}""",
            $$"""{"value":[{"id":"g-1","displayName":"Admins","members":[{{Guest}}]}]}""");

        Assert.Empty(reading.Errors.Listed);
        Assert.Equal(
            [
                "entra:aaaaaaaa-0000-4000-8000-000000000001 ana@example.com Ana Global Administrator",
                "entra:aaaaaaaa-0000-4000-8000-000000000002  Guest Global Administrator",
                "entra:aaaaaaaa-0000-4000-8000-000000000002  Guest Helpdesk Administrator",
                "entra:aaaaaaaa-0000-4000-8000-000000000002  Guest Reader",
                "entra:aaaaaaaa-0000-4000-8000-000000000003  App Global Administrator",
            ],
            records.Select(Text));
        Assert.Equal(["g@x.example"], records[1].Aliases);
    }

    [Fact]
    public async Task Entra_AnAppWithARole_IsListedWithItsObjectIdAndClientId()
    {
        var app =
            """
            {"@odata.type":"#microsoft.graph.servicePrincipal","id":"AAAAAAAA-0000-4000-8000-000000000003",
             "appId":"BBBBBBBB-0000-4000-8000-000000000003","displayName":"App"}
            """;
        var reading = new Reading(10);

        var records = await EntraAsync(
            reading, $$"""{"value":[{"id":"a-1","principalId":"x","roleDefinitionId":"t-1","principal":{{app}} }]}""");

        Assert.Empty(reading.Errors.Listed);
        var record = Assert.Single(records);
        Assert.Equal(
            (true, "aaaaaaaa-0000-4000-8000-000000000003", "bbbbbbbb-0000-4000-8000-000000000003"),
            (record.IsApp, record.ExternalId, record.ClientId)
        );
    }

    [Fact]
    public async Task Entra_AddressesBesideTheMail_AreAliases()
    {
        var cleo =
            """
            {"@odata.type":"#microsoft.graph.user","id":"aaaaaaaa-0000-4000-8000-000000000004","mail":"cleo@example.com",
             "userPrincipalName":"C4@Example.com","otherMails":["cleo@home.example"],
             "proxyAddresses":["SMTP:cleo@example.com","smtp:chief@example.com"]}
            """;

        var records = await EntraAsync(
            new Reading(10), $$"""{"value":[{"id":"r","displayName":"R","roleTemplateId":"t","members":[{{cleo}}]}]}""");

        Assert.Equal(["c4@example.com", "chief@example.com", "cleo@home.example"], Assert.Single(records).Aliases);
    }

    [Fact]
    public async Task Entra_AsPowerShellWritesIt_IsReadTheSame()
    {
        var reading = new Reading(10);
        var records = await EntraAsync(
            reading,
            """
            [{"Id":"r1","DisplayName":"Global Administrator","RoleTemplateId":"t-1","Members":[{
              "Id":"aaaaaaaa-0000-4000-8000-000000000001","DeletedDateTime":null,"AdditionalProperties":{
                "@odata.type":"#microsoft.graph.user","userPrincipalName":"ceo@example.com","displayName":"Ceo"}}]}]
            """,
            """
            [{"Id":"a1","PrincipalId":"x","RoleDefinitionId":"t-1","Principal":{"Id":"aaaaaaaa-0000-4000-8000-000000000002",
              "AdditionalProperties":{"@odata.type":"#microsoft.graph.user","mail":"cfo@example.com"}}}]
            """
        );

        Assert.Empty(reading.Errors.Listed);
        Assert.Equal(
            [
                "entra:aaaaaaaa-0000-4000-8000-000000000001 ceo@example.com Ceo Global Administrator",
                "entra:aaaaaaaa-0000-4000-8000-000000000002 cfo@example.com  Global Administrator",
            ],
            records.Select(Text)
        );
    }

    [Theory]
    [InlineData("""{"id":"e","principalId":"x","roleDefinitionId":"t","memberType":"Direct","principal":ANA}""", true)]
    [InlineData("""{"id":"e","principalId":"x","roleDefinitionId":"t","roleEligibilityScheduleId":"s","principal":ANA}""", true)]
    [InlineData("""{"id":"e","principalId":"x","roleDefinitionId":"t","principal":ANA}""", false)]
    [InlineData(
        """{"id":"e","principalId":"x","roleDefinitionId":"t","memberType":"Direct","assignmentType":"Assigned","principal":ANA}""",
        false
    )]
    [InlineData("""{"id":"r","displayName":"R","roleTemplateId":"t","members":[ANA]}""", false)]
    public async Task Entra_OnlyWhoMayActivateARole_IsNoCompleteList(string item, bool isIncomplete)
    {
        var reader = new GraphRosterReader(
            Write([$$"""{"value":[{{item.Replace("ANA", Ana, StringComparison.Ordinal)}}]}"""]));

        await reader.ReadAsync(new Reading(10), default);

        Assert.Equal(isIncomplete, reader.IncompleteBecause is not null);
    }

    [Fact]
    public async Task Entra_WhoMayActivateWithWhoHas_IsComplete()
    {
        var eligible = $$"""{"value":[{"id":"e","principalId":"x","roleDefinitionId":"t","memberType":"Direct","principal":{{Ana}} }]}""";
        var active = $$"""{"value":[{"id":"r","displayName":"R","roleTemplateId":"t","members":[{{Ana}}]}]}""";
        var reader = new GraphRosterReader(Write([eligible, active]));

        await reader.ReadAsync(new Reading(10), default);

        Assert.Null(reader.IncompleteBecause);
    }

    [Fact]
    public async Task Okta_RolesWithoutTheListOfAssignees_IsNoCompleteList()
    {
        var roles =
            """
            [{"id":"R1","label":"Super Administrator","type":"SUPER_ADMIN","status":"ACTIVE","assignmentType":"USER",
              "_links":{"assignee":{"href":"https://x.okta.example/api/v1/users/00u1"}}}]
            """;
        var alone = new OktaRosterReader(Write([roles]));
        var whole = new OktaRosterReader(Write([roles, """{"value":[{"id":"00u1"}]}"""]));

        await alone.ReadAsync(new Reading(10), default);
        await whole.ReadAsync(new Reading(10), default);

        Assert.Contains("assignees", alone.IncompleteBecause, StringComparison.Ordinal);
        Assert.Null(whole.IncompleteBecause);
    }

    public static TheoryData<string, string> BrokenEntra =>
        new()
        {
            { """{"value":[{"id":"r","displayName":"R","roleTemplateId":"t"}]}""", "members: is missing: ask with $expand=members" },
            {
                """{"value":[{"id":"a","principalId":"x","roleDefinitionId":"t"}]}""",
                "principal: is missing, so it cannot be told whether it is a person or a group"
            },
            { $$"""{"value":[{"id":"a","principalId":"x","principal":{{Ana}} }]}""", "roleDefinitionId: is missing" },
            {
                $$"""{"value":[{"id":"r","displayName":"R","roleTemplateId":"t","members":[{{Admins}}]}]}""",
                "members: the group Admins has the role, but its members are not in the files"
            },
            { """{"value":[{"id":"r","displayName":"R","roleTemplateId":"t","members":[{"id":"x"}]}]}""", "members: has no @odata.type" },
            {
                """{"value":[{"id":"r","displayName":"R","roleTemplateId":"t","members":[{"@odata.type":"#microsoft.graph.user"}]}]}""",
                "members.id: is missing"
            },
            {
                $$"""
                {"value":[{"id":"r","displayName":"R","roleTemplateId":"t",
                "members":[{{string.Join(',', Enumerable.Repeat(Ana, 20))}}]}]}
                """,
                "members: are 20, the most that $expand gives"
            },
            { """{"value":[{"id":"u","displayName":"Ana"}]}""", "is no directory role, role assignment, role definition, or group" },
            {
                $$"""
                {"@odata.nextLink":"https://graph.microsoft.com/next",
                "value":[{"id":"r","displayName":"R","roleTemplateId":"t","members":[{{Ana}}]}]}
                """,
                "another page follows"
            },
            { """{"error":{"code":"Forbidden"}}""", "an error that the provider answered" },
        };

    [Theory]
    [MemberData(nameof(BrokenEntra))]
    public async Task Entra_IncompleteExport_IsAnError(string json, string expected)
    {
        var reading = new Reading(10);

        await EntraAsync(reading, json);

        Assert.Contains(reading.Errors.Listed, error => error.ToString().Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entra_PageMissingOfOneListAmongSeveral_IsFound()
    {
        var reading = new Reading(10);
        var next =
            $$"""
            {"@odata.nextLink":"https://graph.microsoft.com/next",
            "value":[{"id":"r","displayName":"R","roleTemplateId":"t","members":[{{Ana}}]}]}
            """;
        var last = """{"value":[]}""";
        List<string> complete = [folder.Write("roles-1.json", next), folder.Write("roles-2.json", last)];
        List<string> incomplete = [folder.Write("more/roles-1.json", next), folder.Write("more/groups.json", last)];

        await new GraphRosterReader(complete).ReadAsync(reading, default);
        Assert.Empty(reading.Errors.Listed);
        await new GraphRosterReader(incomplete).ReadAsync(reading, default);

        Assert.Equal(
            "roles-1.json line 1, @odata.nextLink: says that another page follows, "
                + "but that page is not there: the export is not complete. Export the list again to its end, and save its pages one after "
                + "another in one file, or as roles-1.json, roles-2.json and so on",
            Assert.Single(reading.Errors.Listed).ToString()
        );
    }

    [Fact]
    public async Task Okta_AssigneesRolesAndUsers_GiveEveryAdministratorTheirRoles()
    {
        var reading = new Reading(10);
        var records = await OktaAsync(
            reading,
            """
            {"value":[{"id":"00u1","orn":"orn:okta:x","_links":{"self":{"href":"x"},"roles":{"href":"x"}}},
            {"id":"00u2","orn":"orn:okta:y"}],"_links":{}}
            """,
            """
            [{"id":"R1","label":"Super Administrator","type":"SUPER_ADMIN","status":"ACTIVE","assignmentType":"USER",
            "_links":{"assignee":{"href":"https://x.okta.example/api/v1/users/00u1"}}},
            {"id":"R2","label":"Help Desk","type":"HELP_DESK_ADMIN","status":"INACTIVE","assignmentType":"USER",
            "_links":{"assignee":{"href":"https://x.okta.example/api/v1/users/00u1"}}}]
            """,
            """
            [{"id":"00u1","status":"ACTIVE","type":{"id":"oty1"},
            "profile":{"firstName":"Ana","lastName":"Ng","login":"ana@example.com"}},
            {"id":"00u3","profile":{"email":"Cy@Example.com"},
            "roles":[{"type":"CUSTOM","label":"Payroll admin","status":"ACTIVE"}]},
            {"id":"00u4","profile":{"email":"nobody@example.com"}}]
            """
        );

        Assert.Empty(reading.Errors.Listed);
        Assert.Equal(
            [
                "okta:00u1 ana@example.com Ana Ng Super Administrator",
                "okta:00u2   Okta administrator",
                "okta:00u3 cy@example.com  Payroll admin",
            ],
            records.Select(Text)
        );
    }

    [Theory]
    [InlineData("""[{"orn":"orn:okta:x"}]""", "id: is missing")]
    [InlineData(
        """[{"id":"R1","label":"Super","type":"SUPER_ADMIN","status":"ACTIVE","assignmentType":"USER"}]""",
        "_links.assignee.href: is missing"
    )]
    [InlineData(
        """[{"id":"R1","status":"ACTIVE","assignmentType":"USER","_links":{"assignee":{"href":"https://x/api/v1/users/00u1"}}}]""",
        "label: is missing"
    )]
    [InlineData(
        """{"value":[{"id":"00u1"}],"_links":{"next":{"href":"https://x/api/v1/iam/assignees/users?after=1"}}}""",
        "_links: says that another page follows"
    )]
    [InlineData("""{"errorCode":"E0000006","errorSummary":"no permission"}""", "an error that the provider answered")]
    [InlineData("[", "not readable as JSON from here on")]
    public async Task Okta_IncompleteExport_IsAnError(string json, string expected)
    {
        var reading = new Reading(10);

        await OktaAsync(reading, json);

        Assert.Contains(reading.Errors.Listed, error => error.ToString().Contains(expected, StringComparison.Ordinal));
    }

    private static string Text(RosterRecord record) => $"{record.Provider}:{record.ExternalId} {record.Email} {record.Name} {record.Role}";

    private Task<IReadOnlyList<RosterRecord>> EntraAsync(Reading reading, params string[] files) =>
        new GraphRosterReader(Write(files)).ReadAsync(reading, default);

    private Task<IReadOnlyList<RosterRecord>> OktaAsync(Reading reading, params string[] files) =>
        new OktaRosterReader(Write(files)).ReadAsync(reading, default);

    private List<string> Write(string[] files) => [.. files.Select((text, index) => folder.Write($"{(char)('a' + index)}.json", text))];
}
