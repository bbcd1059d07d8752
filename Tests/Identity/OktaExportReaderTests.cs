using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Identity;

public sealed class OktaExportReaderTests
{
    [Fact]
    public async Task ReadAsync_OneGrantAScope_GivesOneGrantAClient()
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """
            [{"id":"u1","status":"ACTIVE","profile":{"login":"ana@larkspur.example","firstName":"Ana","lastName":"Ó",
              "manager":"Some Name","managerId":"Boss@larkspur.example"}},
             {"id":"u2","status":"DEPROVISIONED","profile":{"login":"tablet","email":null,"displayName":"Tablet"}},
             {"id":"u3","status":"NEW_WORD","profile":{"login":"x","email":"carl@larkspur.example"}}]
            """);
        folder.Write("apps.json", """
            [{"id":"a1","label":"Otter","credentials":{"oauthClient":{"client_id":"c1"}},
              "settings":{"oauthClient":{"application_type":"web"}}},
             {"id":"c2","label":"Scim","settings":{"oauthClient":{"application_type":"service"}}}]
            """);
        folder.Write("grants.json", """
            [{"id":"o1","status":"ACTIVE","issuer":"https://i/default","clientId":"c1","userId":"u1","scopeId":"scp1",
              "created":"2026-02-01T00:00:00.000Z","_embedded":{"scope":{"id":"scp1","name":"files:read"}}},
             {"id":"o2","status":"ACTIVE","issuer":"https://i/default","clientId":"c1","userId":"u1","scopeId":"email",
               "created":"2026-01-01T00:00:00.000Z"},
             {"id":"o3","status":"REVOKED","issuer":"https://i/default","clientId":"c1","userId":"u1","scopeId":"files:write"},
             {"id":"o4","status":"ACTIVE","issuer":"https://i/other","clientId":"c1","userId":"u1","scopeId":"email"},
             {"id":"o5","status":"ACTIVE","issuer":"https://i/default","clientId":"c1","userId":"u2","scopeId":"email"}]
            """);
        folder.Write("app-grants.json", """
            [{"id":"p1","status":"ACTIVE","issuer":"https://i","clientId":"c2","scopeId":"okta.users.manage","source":"ADMIN"},
             {"id":"p2","status":"ACTIVE","issuer":"https://i","clientId":"c1","scopeId":"okta.logs.read","source":"ADMIN"}]
            """);

        var read = await ReadRecords.OfAsync(new OktaExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal(
            [
                "u1 ana@larkspur.example Ana Ó Active boss@larkspur.example",
                "u2  Tablet Deactivated ",
                "u3 carl@larkspur.example  Unknown ",
            ],
            read.Users.Select(user => $"{user.ExternalId} {user.Email} {user.DisplayName} {user.Status} {user.ManagerEmail}"));
        Assert.Equal(["c1 Otter", "c2 Scim"], read.Apps.Select(app => $"{app.ExternalId} {app.Name}"));
        Assert.Equal(
            [
                "u1/c1/https://i/default Principal [email files:read] 2026-01-01",
                "u1/c1/https://i/other Principal [email] ",
                "u2/c1/https://i/default Principal [email] ",
                "Application/c2/https://i Application [okta.users.manage] ",
                "Tenant/c1/https://i Tenant [okta.logs.read] ",
            ],
            read.Grants.Select(grant =>
                $"{grant.ExternalId} {grant.Consent} [{string.Join(' ', grant.Scopes)}] {grant.GrantedAt:yyyy-MM-dd}"
            )
        );
    }

    [Fact]
    public async Task ReadAsync_BadRows_NamesFileLineElementAndField()
    {
        var read = await ReadRecords.OfAsync(new OktaExportReader(RepositoryFiles.Broken("okta-bad-rows")));

        Assert.Equal(
            [
                "grants/u1.json line 3 (element 1), status: 'SLEEPING' is neither ACTIVE nor REVOKED",
                "grants/u1.json line 4 (element 2), clientId: is missing",
            ],
            read.Errors);
    }

    [Fact]
    public async Task ReadAsync_UserWithoutGrantFile_IsAnError()
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """[{"id":"u1","status":"ACTIVE"},{"id":"u2","status":"ACTIVE"}]""");
        folder.Write("apps.json", "[]");
        folder.Write("grants/u1.json", "[]");

        var read = await ReadRecords.OfAsync(new OktaExportReader(folder.Path));

        Assert.Equal(
            "users.json line 1 (element 1), id: there is no file grants/u2.json: the user is listed, but their grants were not read",
            Assert.Single(read.Errors)
        );
    }

    [Fact]
    public async Task ReadAsync_OktaAnsweredAnError_IsAnError()
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """{"errorCode":"E0000047","errorSummary":"API call exceeded rate limit"}""");
        folder.Write("apps.json", "[]");
        folder.Write("grants.json", "[]");

        var read = await ReadRecords.OfAsync(new OktaExportReader(folder.Path));

        Assert.Contains("this is an error that the provider answered", Assert.Single(read.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ImportAsync_SamplesOfTwoProviders_AreIdempotentAndShareNothing()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        var okta = new OktaExportReader(Path.Combine(RepositoryFiles.Samples, "okta"));
        var graph = new GraphExportReader(Path.Combine(RepositoryFiles.Samples, "graph"));
        await inventory.ImportAsync(okta);
        await inventory.ImportAsync(graph);
        var before = await inventory.FingerprintAsync("users", "apps", "grants");

        var oktaAgain = await inventory.ImportAsync(okta);
        var graphAgain = await inventory.ImportAsync(graph);

        Assert.Equal(before, await inventory.FingerprintAsync("users", "apps", "grants"));
        Assert.Equal((0L, 0L), (oktaAgain.Grants.Vanished, graphAgain.Grants.Vanished));
        Assert.True(graphAgain.OrphanGrants > 0);
    }
}
