using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Identity;

public sealed class GraphExportReaderTests
{
    [Fact]
    public async Task ReadAsync_Export_GivesAccountsAppsAndGrants()
    {
        using var folder = Export();

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal(
            ["u1 ana@larkspur.example Active boss@larkspur.example", "u2 ben@larkspur.example Deactivated ", "guest  Unknown "],
            read.Users.Select(user => $"{user.ExternalId} {user.Email} {user.Status} {user.ManagerEmail}"));
        Assert.Equal(
            ["client-1 Notes Notes Ltd True owner@larkspur.example", "client-2 Unverified  False ", "client-3 Silent   "],
            read.Apps.Select(app => $"{app.ExternalId} {app.Name} {app.Publisher} {app.PublisherVerified} {app.SuggestedOwnerEmail}"));
        Assert.Equal(
            [
                "g1 client-1 u1 Principal Microsoft Graph [Mail.Read User.Read]",
                "g2 client-2  Tenant Microsoft Graph [Files.Read]",
                "g3 gone-sp u9 Principal gone-resource []",
                "application/sp3/graph client-3  Application Microsoft Graph [Mail.ReadWrite unlisted-role]",
            ],
            read.Grants.Select(grant =>
                $"{grant.ExternalId} {grant.ClientId} {grant.PrincipalId} {grant.Consent} "
                    + $"{grant.Resource} [{string.Join(' ', grant.Scopes)}]"
            )
        );
        Assert.All(read.Grants, grant => Assert.Null(grant.LastUsedAt));
        Assert.Equal(
            [null, null, null, new DateTimeOffset(2025, 5, 1, 0, 0, 0, TimeSpan.Zero)],
            read.Grants.Select(grant => grant.GrantedAt)
        );
    }

    [Fact]
    public async Task ReadAsync_AnAccountsIdInAnotherCase_IsTheSameAccount()
    {
        using var folder = new ExportFolder();
        folder.Write("servicePrincipals.json", """{"value":[{"id":"sp","appId":"client-1"},{"id":"graph","appId":"client-2"}]}""");
        folder.Write("users.json", """
            {"value":[{"id":"abcdef11-1111-4111-8111-11111111ABCD","mail":"ana@example.com","userPrincipalName":"ana.other@Example.com",
                       "otherMails":["ana@home.example"],"proxyAddresses":["SMTP:ana@example.com","smtp:a@example.com"]},
                      {"id":"u2","mail":null,"userPrincipalName":"guest_partner.example#EXT#@example.com"}]}
            """);
        folder.Write("oauth2PermissionGrants.json", """
            {"value":[{"id":"g1","clientId":"sp","consentType":"Principal","principalId":"ABCDEF11-1111-4111-8111-11111111abcd",
                       "resourceId":"graph","scope":"A"}]}
            """);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal(read.Users[0].ExternalId, Assert.Single(read.Grants).PrincipalId);
        Assert.Equal(["a@example.com", "ana.other@example.com", "ana@home.example"], read.Users[0].Aliases!);
        Assert.Equal((null, "guest@partner.example"), (read.Users[1].Email, Assert.Single(read.Users[1].Aliases!)));
    }

    [Fact]
    public async Task ReadAsync_AnAppsIdsInAnotherCase_AreWrittenAsConsentsWriteThem()
    {
        const string principal = "ABCDEF11-1111-4111-8111-11111111ABCD";
        using var folder = new ExportFolder();
        folder.Write(
            "servicePrincipals.json", $$"""{"value":[{"id":"{{principal}}","appId":"ABCDEF22-1111-4111-8111-11111111ABCD"}]}""");
        folder.Write("users.json", """{"value":[{"id":"u1","mail":"ana@example.com"}]}""");
        folder.Write("oauth2PermissionGrants.json", $$"""
            {"value":[{"id":"g1","clientId":"{{principal}}","consentType":"Principal","principalId":"u1","resourceId":"graph",
                "scope":"Mail.Read"},
              {"id":"g2","clientId":"ABCDEF33-1111-4111-8111-11111111ABCD","consentType":"Principal","principalId":"u1",
                "resourceId":"graph","scope":"Mail.Read"}]}
            """);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Contains(read.Apps, app => (app.ExternalId, app.ObjectId)
            == ("abcdef22-1111-4111-8111-11111111abcd", "abcdef11-1111-4111-8111-11111111abcd"));
        Assert.Equal(
            ["abcdef22-1111-4111-8111-11111111abcd", "abcdef33-1111-4111-8111-11111111abcd"],
            read.Grants.Select(grant => grant.ClientId)
        );
    }

    [Fact]
    public async Task ReadAsync_SignIns_TellWhenEachAppWasLastUsedByWhom()
    {
        using var folder = Export();
        folder.Write("signIns-1.json", """
            {"@odata.nextLink":"https://graph.microsoft.com/beta/auditLogs/signIns?$skiptoken=x","value":[
              {"userId":"u1","appId":"client-1","createdDateTime":"2026-09-20T08:00:00Z","status":{"errorCode":0}},
              {"userId":"U1","appId":"CLIENT-1","createdDateTime":"2026-09-21T08:00:00Z","status":{"errorCode":0}},
              {"userId":"u1","appId":"client-1","createdDateTime":"2026-09-22T08:00:00Z","status":{"errorCode":50105}},
              {"userId":"u2","appId":"client-1","createdDateTime":"2026-09-23T08:00:00Z","status":{"errorCode":0}}]}
            """);
        folder.Write("signIns-2.json", """
            {"value":[
              {"userId":"u2","appId":"client-2","createdDateTime":"2026-09-24T08:00:00Z","status":{"errorCode":0}},
              {"userId":"u1","appId":"client-2","createdDateTime":"2026-09-19T08:00:00Z","status":{"errorCode":0}},
              {"userId":"u1","appId":"client-3","createdDateTime":"2026-09-26T08:00:00Z","status":{"errorCode":0}},
              {"userId":"","servicePrincipalId":"sp3","appId":"client-3","createdDateTime":"2026-09-25T08:00:00Z",
                "status":{"errorCode":0}}]}
            """);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        // In order: the person's own sign-in; any person's, as the grant is for everybody; none known; the app's own sign-in.
        Assert.Equal(
            ["g1 2026-09-21", "g2 2026-09-24", "g3 ", "application/sp3/graph 2026-09-25"],
            read.Grants.Select(grant => $"{grant.ExternalId} {grant.LastUsedAt:yyyy-MM-dd}"));
    }

    [Theory]
    [InlineData("\"appId\":\"client-9\",\"displayName\":\"One\"")]
    [InlineData("\"appId\":\"client-1\",\"displayName\":\"Another\"")]
    public async Task ReadAsync_ServicePrincipalTwiceWithDifferentFacts_IsAnError(string second)
    {
        using var folder = Export();
        folder.Write("servicePrincipals.json", $$"""
            [{"id":"sp1","appId":"client-1","displayName":"One"},{"id":"sp1",{{second}}}]
            """);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Contains(read.Errors, error => error.Contains("'sp1' is there twice, with different facts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ReadAsync_SignInsThatCannotTell_AreErrors()
    {
        using var folder = Export();
        folder.Write("signIns.json", """
            {"value":[
              {"userId":"u1","appId":"client-1","createdDateTime":"2026-09-20T08:00:00Z"},
              {"userId":"u1","appId":"client-1","status":{"errorCode":0}},
              {"userId":"u1","createdDateTime":"2026-09-20T08:00:00Z","status":{"errorCode":0}}]}
            """);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Equal(
            [
                "signIns.json line 2 (element 0), status.errorCode: is missing: nothing else tells whether the sign-in succeeded",
                "signIns.json line 3 (element 1), createdDateTime: is missing",
                "signIns.json line 4 (element 2), appId: is missing",
            ],
            read.Errors);
    }

    [Fact]
    public async Task ReadAsync_PagesAsFilesAndJsonLines_AreOneList()
    {
        using var folder = Export();
        folder.Write(
            "oauth2PermissionGrants.json",
            """
            {"@odata.nextLink":"https://graph.microsoft.com/v1.0/x",
            "value":[{"id":"a","clientId":"sp1","consentType":"AllPrincipals"}]}
            """
        );
        folder.Write("oauth2PermissionGrants-2.json", """{"value":[{"id":"b","clientId":"sp1","consentType":"AllPrincipals"}]}""");
        folder.Write("users.json", "{\"id\":\"u1\",\"mail\":\"ana@larkspur.example\"}\n{\"id\":\"u2\"}\n");

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal((2, 2 + 1), (read.Users.Count, read.Grants.Count));
        Assert.Equal(5, read.Reading.Files.Count);
        Assert.Equal(read.Reading.BytesTotal, read.Reading.BytesRead);
    }

    [Fact]
    public async Task ReadAsync_BadRows_NamesFileLineElementAndField()
    {
        var read = await ReadRecords.OfAsync(new GraphExportReader(RepositoryFiles.Broken("graph-bad-rows")));

        Assert.Equal(
            [
                "oauth2PermissionGrants.json line 5 (element 1), id: is missing",
                "oauth2PermissionGrants.json line 6 (element 2), consentType: 'Everybody' is neither Principal nor AllPrincipals",
                "oauth2PermissionGrants.json line 7 (element 3), principalId: is missing",
                "oauth2PermissionGrants.json line 8 (element 4), principalId: names one account, although consentType is AllPrincipals",
                "oauth2PermissionGrants.json line 13 (element 5), scope: has the wrong type",
            ],
            read.Errors);
    }

    [Theory]
    [InlineData("graph-truncated", "oauth2PermissionGrants.json line 3: not readable as JSON from here on")]
    [InlineData("graph-missing-page", "oauth2PermissionGrants-1.json line 1, @odata.nextLink: says that another page follows")]
    [InlineData(
        "graph-error",
        "oauth2PermissionGrants.json line 2: not readable as JSON from here on: this is an error that the provider answered"
    )]
    [InlineData("graph-empty-file", "oauth2PermissionGrants.json line 1: not readable as JSON from here on: the file is empty")]
    public async Task ImportAsync_ExportThatFailed_NeverLooksEmpty(string export, string error)
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new RecordedInventory().User("u1").Grant("g1").Grant("g2"));

        var refused = await Assert.ThrowsAsync<InventoryRejectedException>(() =>
            inventory.ImportAsync(new GraphExportReader(RepositoryFiles.Broken(export)), allowEmpty: true)
        );

        Assert.StartsWith(error, Assert.Single(refused.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(2, (await inventory.SourceAsync()).ActiveGrants);
        Assert.Equal(GrantStatus.Active, (await inventory.GrantAsync("g2")).Status);
    }

    [Theory]
    [InlineData("users.json")]
    [InlineData("servicePrincipals.json")]
    [InlineData("oauth2PermissionGrants.json")]
    public async Task ReadAsync_FileMissing_IsRefused(string file)
    {
        using var folder = Export();
        File.Delete(Path.Combine(folder.Path, file));

        await Assert.ThrowsAsync<InventoryRejectedException>(() => ReadRecords.OfAsync(new GraphExportReader(folder.Path)));
    }

    private static ExportFolder Export()
    {
        var folder = new ExportFolder();
        folder.Write("users.json", """
            {"@odata.context":"x","value":[
              {"id":"u1","userPrincipalName":"ana@tenant.example","mail":"Ana@Larkspur.example","accountEnabled":true,
                "userType":"Member","manager":{"mail":null,"userPrincipalName":"boss@larkspur.example"}},
              {"id":"u2","userPrincipalName":"ben@larkspur.example","mail":null,"accountEnabled":false},
              {"id":"guest","userPrincipalName":"ana_x.example#EXT#@larkspur.onmicrosoft.com"}]}
            """);
        folder.Write("servicePrincipals.json", """
            [{"id":"graph","appId":"g","displayName":"Microsoft Graph","appRoles":[{"id":"r1","value":"Mail.ReadWrite","isEnabled":true}]},
             {"id":"sp1","appId":"client-1","displayName":"Notes","publisherName":"old",
               "verifiedPublisher":{"displayName":"Notes Ltd","verifiedPublisherId":"6"},
               "owners":[{"mail":"Owner@Larkspur.example"}]},
             {"id":"sp2","appId":"client-2","displayName":"Unverified","verifiedPublisher":{"displayName":null,"verifiedPublisherId":null}},
             {"id":"sp3","appId":"client-3","displayName":"Silent"},
             {"id":"sp4","appId":"client-4","displayName":"Nobody granted it anything"}]
            """);
        folder.Write("oauth2PermissionGrants.json", """
            {"value":[
              {"id":"g1","clientId":"sp1","consentType":"Principal","principalId":"u1","resourceId":"graph",
                "scope":" User.Read  Mail.Read User.Read"},
              {"id":"g2","clientId":"sp2","consentType":"AllPrincipals","principalId":null,"resourceId":"graph","scope":"Files.Read"},
              {"id":"g3","clientId":"gone-sp","consentType":"Principal","principalId":"u9","resourceId":"gone-resource","scope":null}]}
            """);
        folder.Write("appRoleAssignments.json", """
            {"value":[
              {"id":"a1","appRoleId":"r1","principalId":"sp3","principalType":"ServicePrincipal","resourceId":"graph",
                "createdDateTime":"2025-06-01T00:00:00Z"},
              {"id":"a2","appRoleId":"unlisted-role","principalId":"sp3","principalType":"ServicePrincipal",
                "resourceId":"graph","createdDateTime":"2025-05-01T00:00:00Z"},
              {"id":"a3","appRoleId":"r1","principalId":"u1","principalType":"User","resourceId":"graph"}]}
            """);
        return folder;
    }
}
