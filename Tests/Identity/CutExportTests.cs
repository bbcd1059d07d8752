using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Identity;

/// <summary>A list that was cut must never look like a whole one, whichever of several lists it is.</summary>
public sealed class CutExportTests
{
    private const string Next = "\"@odata.nextLink\":\"https://graph.microsoft.com/v1.0/x?$skiptoken=RFN\",";

    [Theory]
    [InlineData("appRoleAssignments-mail.json;appRoleAssignments-files.json", "appRoleAssignments-mail.json", true)]
    [InlineData("appRoleAssignments-files.json;appRoleAssignments-mail.json", "appRoleAssignments-files.json", true)]
    [InlineData(
        "appRoleAssignments-mail.json;appRoleAssignments-mail-2.json;appRoleAssignments-files.json",
        "appRoleAssignments-mail.json",
        false
    )]
    [InlineData("appRoleAssignments-mail (1).json;appRoleAssignments-mail (2).json", "appRoleAssignments-mail (1).json", false)]
    [InlineData("appRoleAssignments_p01.json;appRoleAssignments_p02.json", "appRoleAssignments_p01.json", false)]
    [InlineData("appRoleAssignments-a.json;appRoleAssignments-b.json", "appRoleAssignments-a.json", false)]
    [InlineData("appRoleAssignments-1.json;appRoleAssignments-3.json", "appRoleAssignments-1.json", true)]
    [InlineData("appRoleAssignments-2.json;appRoleAssignments-3.json", "appRoleAssignments-2.json", true)]
    [InlineData("appRoleAssignments-9.json;appRoleAssignments-10.json", "appRoleAssignments-10.json", true)]
    public async Task ReadAsync_SeveralLists_EachMustBeWhole(string files, string withNext, bool isCut)
    {
        using var folder = Graph();
        var number = 0;
        foreach (var file in files.Split(';'))
        {
            folder.Write(file, $$"""
                {{{(file == withNext ? Next : "")}}"value":[{"id":"a{{number}}","appRoleId":"r1","principalType":"ServicePrincipal",
                "principalId":"sp{{number++}}","resourceId":"graph","createdDateTime":"2025-06-01T00:00:00Z"}]}
                """);
        }

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Equal(isCut, read.Errors.Count > 0);
        Assert.All(read.Errors, error => Assert.Contains("export", error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"value":[{"id":"a","clientId":"sp1","consentType":"AllPrincipals","resourceId":"graph"}],"@odata.count":2}""")]
    [InlineData("""[{"value":[],NEXT"x":1},{"value":[],NEXT"x":1}]""")]
    [InlineData("""{NEXT"value":[]}{"value":[]}{NEXT"value":[]}""")]
    public async Task ReadAsync_PagesInOneFile_MustEndAndCount(string json)
    {
        using var folder = Graph();
        folder.Write("oauth2PermissionGrants.json", json.Replace("NEXT", Next, StringComparison.Ordinal));

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Contains("export", Assert.Single(read.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_OneUsersTokensAreCut_AnotherUsersListDoesNotAnswerForThem()
    {
        using var folder = new ExportFolder();
        folder.Write(
            "users.json",
            """{"users":[{"id":"101","primaryEmail":"a@x.example"},{"id":"102","primaryEmail":"b@x.example"}]}"""
        );
        folder.Write("tokens/101.json", """{"nextPageToken":"x","items":[]}""");
        folder.Write("tokens/102.json", """{"items":[]}""");

        var read = await ReadRecords.OfAsync(new GoogleExportReader(folder.Path));

        Assert.StartsWith(
            "tokens/101.json line 1, nextPageToken: says that another page",
            Assert.Single(read.Errors),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(200, false, true)]
    [InlineData(200, true, false)]
    [InlineData(199, false, false)]
    public async Task ReadAsync_OktaListThatEndsWithAFullPage_NeedsTheNextOne(int count, bool hasNextPage, bool isCut)
    {
        using var folder = Okta();
        folder.Write("users.json", $"[{string.Join(',', Enumerable.Range(1, count).Select(number => $"{{\"id\":\"u{number}\"}}"))}]");
        if (hasNextPage)
            folder.Write("users-2.json", "[]");

        var read = await ReadRecords.OfAsync(new OktaExportReader(folder.Path));

        Assert.Equal(
            isCut ? ["users.json line 1: the list ends with a full page of 200"] : [],
            read.Errors.Select(error => error.Split(" and ")[0])
        );
    }

    [Fact]
    public async Task ReadAsync_OktaEnvelopeWithNextLink_IsCut()
    {
        using var folder = Okta();
        folder.Write(
            "users.json",
            """{"items":[{"id":"u1"}],"_links":{"self":{"href":"x"},"next":{"href":"https://x.okta.com/api/v1/users?after=1"}}}"""
        );

        var read = await ReadRecords.OfAsync(new OktaExportReader(folder.Path));

        Assert.Contains("says that another page", Assert.Single(read.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ServicePrincipalsCut_IsRefusedButADeletedOneIsNot()
    {
        using var folder = Graph();
        folder.Write("oauth2PermissionGrants.json", Grants(Enumerable.Range(1, 4).Select(number => $"gone{number}")));
        Assert.Empty((await ReadRecords.OfAsync(new GraphExportReader(folder.Path))).Errors);

        folder.Write("oauth2PermissionGrants.json", Grants(Enumerable.Range(1, 6).Select(number => $"gone{number}")));
        var error = Assert.Single((await ReadRecords.OfAsync(new GraphExportReader(folder.Path))).Errors);

        Assert.StartsWith("servicePrincipals.json line 1: grants refer to 7 service principals", error, StringComparison.Ordinal);
        Assert.Contains("export it again", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportAsync_OneOfSeveralListsCut_KeepsEveryGrant()
    {
        using var folder = Graph();
        folder.Write("appRoleAssignments-mail.json", Assignments("a1", "sp1"));
        folder.Write("appRoleAssignments-mail-2.json", Assignments("a2", "sp2"));
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new GraphExportReader(folder.Path));
        var before = await inventory.FingerprintAsync("users", "apps", "grants");
        File.Delete(Path.Combine(folder.Path, "appRoleAssignments-mail-2.json"));
        folder.Write("appRoleAssignments-mail.json", Assignments("a1", "sp1").Insert(1, Next));
        folder.Write("appRoleAssignments-files.json", """{"value":[]}""");

        await Assert.ThrowsAsync<InventoryRejectedException>(() => inventory.ImportAsync(new GraphExportReader(folder.Path)));

        Assert.Equal(before, await inventory.FingerprintAsync("users", "apps", "grants"));
    }

    [Fact]
    public async Task ImportAsync_AnOptionalListIsLeftOut_ItsGrantsDoNotVanishUnsaid()
    {
        using var folder = Graph();
        folder.Write("appRoleAssignments.json", Assignments("a1", "sp1"));
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new GraphExportReader(folder.Path));
        File.Delete(Path.Combine(folder.Path, "appRoleAssignments.json"));

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() => inventory.ImportAsync(new GraphExportReader(folder.Path)));

        Assert.Contains("no file appRoleAssignments*.json", refused.Message, StringComparison.Ordinal);
        Assert.Equal(GrantStatus.Active, (await inventory.GrantAsync("application/sp1/graph")).Status);
        await inventory.ImportAsync(new GraphExportReader(folder.Path), allowEmpty: true);
        Assert.Equal(GrantStatus.Vanished, (await inventory.GrantAsync("application/sp1/graph")).Status);
    }

    private static string Assignments(string id, string app) =>
        $$"""
        {"value":[{"id":"{{id}}","appRoleId":"r1","principalType":"ServicePrincipal","principalId":"{{app}}","resourceId":"graph"}]}
        """;

    private static string Grants(IEnumerable<string> apps)
    {
        var grants = apps.Append("sp1")
            .Select(app => $$"""{"id":"g-{{app}}","clientId":"{{app}}","consentType":"AllPrincipals","resourceId":"graph"}""");
        return $"[{string.Join(',', grants)}]";
    }

    private static ExportFolder Graph()
    {
        var folder = new ExportFolder();
        folder.Write("users.json", """{"value":[{"id":"u1"}]}""");
        folder.Write("servicePrincipals.json", """
            {"value":[{"id":"graph","appId":"00000003-0000-0000-c000-000000000000","appRoles":[{"id":"r1","value":"Mail.Read"}]},
              {"id":"sp0","appId":"c0"},{"id":"sp1","appId":"c1"},{"id":"sp2","appId":"c2"}]}
            """);
        folder.Write("oauth2PermissionGrants.json", """
            {"value":[{"id":"g1","clientId":"sp1","consentType":"AllPrincipals","resourceId":"graph","scope":"Mail.Read"}]}
            """);
        return folder;
    }

    private static ExportFolder Okta()
    {
        var folder = new ExportFolder();
        folder.Write("users.json", "[]");
        folder.Write("apps.json", "[]");
        folder.Write("grants.json", "[]");
        return folder;
    }
}
