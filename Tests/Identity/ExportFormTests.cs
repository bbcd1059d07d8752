using System.Text;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Identity;

/// <summary>The forms in which the usual tools save the answers of the APIs.</summary>
public sealed class ExportFormTests
{
    private const string Grant =
        """{"id":"g1","clientId":"sp1","consentType":"Principal","principalId":"u1","resourceId":"graph","scope":"SCOPE"}""";

    [Theory]
    [InlineData("[GRANT]")]
    [InlineData("GRANT")]
    [InlineData("[[GRANT]]")]
    [InlineData("[[],[GRANT],[]]")]
    [InlineData("[[[GRANT]]]")]
    [InlineData("""[{"@odata.nextLink":"x","value":[]},{"value":[GRANT]}]""")]
    [InlineData("""[[{"value":[GRANT]}]]""")]
    [InlineData("""{"value":[GRANT],"@odata.nextLink":null}""")]
    [InlineData("""{"@odata.count":1,"value":[GRANT],"@odata.nextLink":""}""")]
    public async Task ReadAsync_AnyNesting_IsTheSameList(string form)
    {
        using var folder = Graph();
        folder.Write("oauth2PermissionGrants.json", form.Replace("GRANT", Grant, StringComparison.Ordinal));

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal("g1", Assert.Single(read.Grants).ExternalId);
    }

    [Theory]
    [InlineData("User.Read, Files.Read")]
    [InlineData("User.Read\\tFiles.Read")]
    [InlineData("\\r\\nUser.Read\\nFiles.Read\\n")]
    [InlineData("User.Read;Files.Read")]
    [InlineData("[\\\"User.Read\\\",\\\"Files.Read\\\"]")]
    [InlineData("{User.Read,Files.Read}")]
    [InlineData("User.Read\u00A0 Files.Read")]
    public async Task ReadAsync_AnySeparatorOfScopes_GivesTheirNames(string scope)
    {
        using var folder = Graph();
        folder.Write("oauth2PermissionGrants.json", $"[{Grant.Replace("SCOPE", scope, StringComparison.Ordinal)}]");

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal(["Files.Read", "User.Read"], Assert.Single(read.Grants).Scopes);
    }

    [Theory]
    [InlineData("System.Object[]", "-Depth 10")]
    [InlineData("@{value=User.Read}", "-Depth 10")]
    [InlineData("[1,2]", "is no text")]
    [InlineData("{NULL}", "NULL")]
    public async Task ReadAsync_ScopesThatAreNoText_SayWhereAndWhatToDo(string scope, string advice)
    {
        using var folder = Graph();
        folder.Write("oauth2PermissionGrants.json", $"[\n{Grant.Replace("SCOPE", scope, StringComparison.Ordinal)}]");

        var error = Assert.Single((await ReadRecords.OfAsync(new GraphExportReader(folder.Path))).Errors);

        Assert.StartsWith("oauth2PermissionGrants.json line 2 (element 0), scope: ", error, StringComparison.Ordinal);
        Assert.Contains(advice, error, StringComparison.Ordinal);
    }

    public static TheoryData<string> Encodings => ["utf-16", "utf-16BE", "utf-32", "utf-8", "utf-16 without a mark"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task ReadAsync_AnyUnicodeEncoding_IsRead(string name)
    {
        using var folder = Graph();
        var encoding = name == "utf-16 without a mark" ? new UnicodeEncoding(false, false) : Encoding.GetEncoding(name);
        File.WriteAllText(Path.Combine(folder.Path, "users.json"), """{"value":[{"id":"u1","displayName":"Åsa 🚀"}]}""", encoding);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal("Åsa 🚀", Assert.Single(read.Users).DisplayName);
    }

    [Fact]
    public async Task ReadAsync_CompressedFile_SaysSo()
    {
        using var folder = Graph();
        File.WriteAllBytes(Path.Combine(folder.Path, "users.json"), [0x1F, 0x8B, 8, 0, 0, 0]);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Contains("unpack it first", Assert.Single(read.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_ObjectsOfMicrosoftsModules_AreRead()
    {
        using var folder = Graph();
        folder.Write("users.json", """
            [{"Id":"u1","Mail":"Ana@x.example","AccountEnabled":false,"AdditionalProperties":{},
              "Manager":{"Id":"u9","AdditionalProperties":{"mail":"boss@x.example"}},
              "MemberOf":[{"Id":"gr","AdditionalProperties":{"displayName":"Finance"}}]}]
            """);
        folder.Write("servicePrincipals.json", """
            [{"Id":"graph","AppId":"00000003-0000-0000-C000-000000000000","DisplayName":"Microsoft Graph"},
             {"Id":"sp1","AppId":"ABCDEF00-1111-4111-8111-000000000001","DisplayName":"Notes",
              "VerifiedPublisher":{"AddedDateTime":null,"DisplayName":null,"VerifiedPublisherId":null},
              "Owners":[{"Id":"u8","AdditionalProperties":{"userPrincipalName":"owner@x.example"}}]}]
            """);
        folder.Write("oauth2PermissionGrants.json", """
            [{"ClientId":"SP1","ConsentType":"Principal","Id":"g1","PrincipalId":"u1","ResourceId":"GRAPH","Scope":"Mail.Read"}]
            """);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        var ana = Assert.Single(read.Users);
        Assert.Equal(("ana@x.example", AccountStatus.Deactivated, "boss@x.example"), (ana.Email, ana.Status, ana.ManagerEmail));
        Assert.Equal(["Finance"], ana.Groups!);
        var app = Assert.Single(read.Apps);
        Assert.Equal(
            ("abcdef00-1111-4111-8111-000000000001", "Notes", (bool?)false, "owner@x.example"),
            (app.ExternalId, app.Name, app.PublisherVerified, app.SuggestedOwnerEmail)
        );
        var grant = Assert.Single(read.Grants);
        Assert.Equal((app.ExternalId, "Microsoft Graph"), (grant.ClientId, grant.Resource));
        Assert.Equal(["Mail.Read"], grant.Scopes);
    }

    [Theory]
    [InlineData("\"/Date(1735732800000)/\"", "2025-01-01 12:00")]
    [InlineData("\"\\/Date(1735732800000+0100)\\/\"", "2025-01-01 12:00")]
    [InlineData("1735732800", "2025-01-01 12:00")]
    [InlineData("1735732800123", "2025-01-01 12:00")]
    [InlineData("\"2025-01-01T12:00:00\"", "2025-01-01 12:00")]
    [InlineData("\"2025-01-01T12:00:00.123456789Z\"", "2025-01-01 12:00")]
    [InlineData("\"/Date(-62135596800000)/\"", "")]
    [InlineData("\"0001-01-01T00:00:00\"", "")]
    [InlineData("\"0001-01-01T00:00:00+02:00\"", "")]
    [InlineData("\"1601-01-01T00:00:00Z\"", "")]
    [InlineData("\"9999-12-31T23:59:59.9999999-08:00\"", "")]
    [InlineData("\"2031-01-01T00:00:00Z\"", "")]
    [InlineData("0", "")]
    [InlineData("\"\"", "")]
    public async Task ReadAsync_TimesOfAnyTool_AreReadAndSentinelsUnknown(string time, string expected)
    {
        using var folder = Graph();
        folder.Write("appRoleAssignments.json", $$"""
            [{"id":"a1","appRoleId":"r1","principalId":"sp1","principalType":"ServicePrincipal","resourceId":"graph",
              "createdDateTime":{{time}}}]
            """);
        await using var inventory = await ImportedInventory.CreateAsync();

        await inventory.ImportAsync(new GraphExportReader(folder.Path));

        Assert.Equal(expected, $"{(await inventory.GrantAsync("application/sp1/graph")).GrantedAt:yyyy-MM-dd HH:mm}");
    }

    [Fact]
    public async Task ReadAsync_SentinelAmongTimes_DoesNotHideTheRealOne()
    {
        using var folder = Graph();
        folder.Write("appRoleAssignments.json", """
            [{"id":"a1","appRoleId":"r1","principalId":"sp1","principalType":"ServicePrincipal","resourceId":"graph",
              "createdDateTime":"2025-03-01T00:00:00Z"},
             {"id":"a2","appRoleId":"r2","principalId":"sp1","principalType":"ServicePrincipal","resourceId":"graph",
              "createdDateTime":"0001-01-01T00:00:00Z"}]
            """);

        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Equal(new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero), read.Grants[^1].GrantedAt);
    }

    [Theory]
    [InlineData("\"yesterday\"", "is no time; expected ISO 8601")]
    [InlineData("20250101", "is no time; expected ISO 8601")]
    [InlineData("\"@{DateTime=1}\"", "-Depth 10")]
    public async Task ReadAsync_NoTime_NamesFieldAndWhatIsExpected(string time, string expected)
    {
        using var folder = Graph();
        folder.Write("appRoleAssignments.json", $$"""[{"id":"a1","createdDateTime":{{time}}}]""");

        var error = Assert.Single((await ReadRecords.OfAsync(new GraphExportReader(folder.Path))).Errors);

        Assert.StartsWith("appRoleAssignments.json line 1 (element 0), createdDateTime: ", error, StringComparison.Ordinal);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_CutByConvertToJson_SaysWhatToDo()
    {
        using var folder = Graph();
        folder.Write(
            "servicePrincipals.json",
            """[{"id":"sp1","appId":"c1","verifiedPublisher":"@{displayName=Pub; verifiedPublisherId=1}"}]"""
        );

        Assert.Equal(
            "servicePrincipals.json line 1 (element 0), verifiedPublisher: has the wrong type: PowerShell left out what is inside. "
                + "Export again with ConvertTo-Json -Depth 10, and join lists for Export-Csv ($_.Scopes -join ' ')",
            Assert.Single((await ReadRecords.OfAsync(new GraphExportReader(folder.Path))).Errors)
        );
    }

    [Theory]
    [InlineData("Mail.Read", true)]
    [InlineData("Mail.Send", false)]
    public async Task ImportAsync_GrantOnTwoPages_IsOneIfItIsEqual(string secondScope, bool isRead)
    {
        using var folder = Graph();
        var (first, second) = (
            Grant.Replace("SCOPE", "Mail.Read", StringComparison.Ordinal),
            Grant.Replace("SCOPE", secondScope, StringComparison.Ordinal)
        );
        folder.Write("oauth2PermissionGrants-1.json", $$"""{"@odata.nextLink":"x","value":[{{first}}]}""");
        folder.Write("oauth2PermissionGrants-2.json", $$"""{"value":[{{second}}]}""");
        File.Delete(Path.Combine(folder.Path, "oauth2PermissionGrants.json"));
        await using var inventory = await ImportedInventory.CreateAsync();

        var failure = await Record.ExceptionAsync(async () =>
            Assert.Equal(1, (await inventory.ImportAsync(new GraphExportReader(folder.Path))).Grants.Read));

        Assert.Equal(isRead, failure is null);
        Assert.Equal(isRead ? 1L : 0L, await inventory.ScalarAsync<long>("SELECT count(*) FROM grants"));
    }

    [Fact]
    public async Task ReadAsync_AppsThatNeverRegisteredWithGoogle_AreToldApartByTheirNames()
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """{"users":[{"id":"1","primaryEmail":"ana@x.example"}]}""");
        folder.Write("tokens.json", """
            {"items":[{"clientId":"anonymous","displayText":"Clock","anonymous":true,"userKey":"1","scopes":["https://mail.google.com/"]},
              {"clientId":"anonymous","displayText":"Radio","anonymous":true,"userKey":"1","scopes":["openid"]},
              {"clientId":"anonymous","displayText":"Clock","anonymous":true,"userKey":"1","scopes":["email"]},
              {"clientId":"c9","displayText":"Radio","userKey":"1","scopes":["openid"]}]}
            """);

        var read = await ReadRecords.OfAsync(new GoogleExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal(
            ["1/c9 [openid]", "1/anonymous:Clock [email https://mail.google.com/]", "1/anonymous:Radio [openid]"],
            read.Grants.Select(grant => $"{grant.ExternalId} [{string.Join(' ', grant.Scopes)}]")
        );
        Assert.Equal(
            ["anonymous:Clock Clock", "anonymous:Radio Radio", "c9 Radio"],
            read.Apps.Select(app => $"{app.ExternalId} {app.Name}")
        );
    }

    [Fact]
    public async Task ReadAsync_OktaGrantWithoutUser_IsTheFilesOrTheLinksUserAndNeverTheTenants()
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """[[{"id":"u1"}],[{"id":"u2"}]]""");
        folder.Write("apps.json", "[]");
        folder.Write("grants/u1.json", """[{"status":"ACTIVE","clientId":"c1","scopeId":"email"}]""");
        folder.Write("grants/u2.json", """[{"status":"ACTIVE","clientId":"c1","scopeId":"email"}]""");
        folder.Write("grants/u2-2.json", """[{"status":"ACTIVE","clientId":"c1","scopeId":"openid"}]""");

        var perUser = await ReadRecords.OfAsync(new OktaExportReader(folder.Path));
        Directory.Delete(Path.Combine(folder.Path, "grants"), recursive: true);
        folder.Write("grants.json", """
            [{"status":"ACTIVE","clientId":"c1","scopeId":"email","_links":{"user":{"href":"https://x.okta.com/api/v1/users/u2"}}},
             {"status":"ACTIVE","clientId":"c1","scopeId":"email"}]
            """);
        var together = await ReadRecords.OfAsync(new OktaExportReader(folder.Path));

        Assert.Empty(perUser.Errors);
        Assert.Equal(
            ["u1/c1 email", "u2/c1 email openid"],
            perUser.Grants.Select(grant => $"{grant.ExternalId} {string.Join(' ', grant.Scopes)}")
        );
        Assert.All(perUser.Grants, grant => Assert.Equal(ConsentType.Principal, grant.Consent));
        Assert.StartsWith(
            "grants.json line 2 (element 1), userId: is missing: put the grants of one user into",
            Assert.Single(together.Errors),
            StringComparison.Ordinal
        );
        Assert.Equal("u2", Assert.Single(together.Grants).PrincipalId);
    }

    [Fact]
    public async Task ImportAsync_OneUsersOktaGrantsApart_AreOneGrant()
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """[{"id":"u1"},{"id":"u2"}]""");
        folder.Write("apps.json", "[]");
        folder.Write("grants.json", """
            [{"status":"ACTIVE","clientId":"c1","userId":"u1","scopeId":"email","created":"2025-02-01T00:00:00Z"},
             {"status":"ACTIVE","clientId":"c1","userId":"u2","scopeId":"email"},
             {"status":"ACTIVE","clientId":"c1","userId":"u1","scopeId":"files.Write","created":"2025-03-01T00:00:00Z"}]
            """);
        await using var inventory = await ImportedInventory.CreateAsync();

        var result = await inventory.ImportAsync(new OktaExportReader(folder.Path));

        Assert.Equal(2, result.Grants.Read);
        var grant = await inventory.GrantAsync("u1/c1");
        Assert.Equal(["email", "files.Write"], grant.Scopes);
        Assert.Equal((Risk.High, new DateTimeOffset(2025, 2, 1, 0, 0, 0, TimeSpan.Zero)), (grant.Risk, grant.GrantedAt));
        Assert.Equal(ScopeDigest.Of(ProviderName.Okta, "c1", null, ConsentType.Principal, ["email", "files.Write"]), grant.ScopeDigest);
    }

    private static ExportFolder Graph()
    {
        var folder = new ExportFolder();
        folder.Write("users.json", """{"value":[{"id":"u1"}]}""");
        folder.Write("servicePrincipals.json", """
            {"value":[{"id":"graph","appId":"00000003-0000-0000-c000-000000000000","displayName":"Microsoft Graph"},
              {"id":"sp1","appId":"c1","displayName":"Notes"}]}
            """);
        folder.Write("oauth2PermissionGrants.json", "[]");
        return folder;
    }
}
