using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Google;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Identity;

public sealed class GoogleExportReaderTests
{
    [Fact]
    public async Task ReadAsync_FilePerUser_GivesAccountsAppsAndGrants()
    {
        using var folder = Users();
        folder.Write("tokens/1.json", """
            {"kind":"admin#directory#tokenList","etag":"x","items":[
              {"kind":"admin#directory#token","clientId":"c1","displayText":"Flow 🚀","anonymous":false,"nativeApp":false,
                "userKey":"1","scopes":["drive","openid","drive"]},
              {"clientId":"c2","displayText":"Other","anonymous":true,"userKey":"1"}]}
            """);
        folder.Write("tokens/ben@larkspur.example.json", """{"kind":"admin#directory#tokenList","etag":"none"}""");
        folder.Write("activities.json", """
            {"kind":"admin#reports#activities","items":[
              {"id":{"time":"2026-09-20T10:00:00.000Z"},"actor":{"profileId":"1"},
                "events":[{"type":"auth","name":"activity","parameters":[{"name":"client_id","value":"c1"}]}]},
              {"id":{"time":"2026-09-01T10:00:00.000Z"},"actor":{"email":"ana@larkspur.example"},
                "events":[{"name":"activity","parameters":[{"name":"client_id","value":"c1"}]}]},
              {"id":{"time":"2026-06-01T10:00:00.000Z"},"actor":{"profileId":"1"},
                "events":[{"name":"authorize","parameters":[{"name":"client_id","value":"c1"},
                {"name":"scope","multiValue":["drive"]}]}]}]}
            """);

        var read = await ReadRecords.OfAsync(new GoogleExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal(
            ["1 ana@larkspur.example Active boss@larkspur.example", "2 ben@larkspur.example Deactivated "],
            read.Users.Select(user => $"{user.ExternalId} {user.Email} {user.Status} {user.ManagerEmail}")
        );
        Assert.Equal(["c1 Flow 🚀 ", "c2 Other "], read.Apps.Select(app => $"{app.ExternalId} {app.Name} {app.PublisherVerified}"));
        Assert.Equal(
            ["1/c1 1 [drive openid]", "1/c2 1 []"],
            read.Grants.Select(grant => $"{grant.ExternalId} {grant.PrincipalId} [{string.Join(' ', grant.Scopes)}]")
        );
        Assert.Equal(
            (new DateTimeOffset(2026, 6, 1, 10, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 9, 20, 10, 0, 0, TimeSpan.Zero)),
            (read.Grants[0].GrantedAt, read.Grants[0].LastUsedAt)
        );
        Assert.Equal((null, null), (read.Grants[1].GrantedAt, read.Grants[1].LastUsedAt));
    }

    [Fact]
    public async Task ReadAsync_TokensUnderAnAlias_BelongToTheAccount()
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """
            {"kind":"admin#directory#users","users":[{"id":"1","primaryEmail":"Ana@larkspur.example","suspended":false,
              "aliases":["Ana.Old@larkspur.example"],"emails":[{"address":"ana@larkspur.example"},{"address":"a@larkspur.example"}]}]}
            """);
        folder.Write("tokens/ana.old@larkspur.example.json", """
            {"kind":"admin#directory#tokenList","items":[{"clientId":"c1","userKey":"ana.old@larkspur.example","scopes":["openid"]}]}
            """);

        var read = await ReadRecords.OfAsync(new GoogleExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal("1/c1", Assert.Single(read.Grants).ExternalId);
        Assert.Equal(["a@larkspur.example", "ana.old@larkspur.example"], Assert.Single(read.Users).Aliases!);
    }

    [Fact]
    public async Task ReadAsync_AllTokensInOneFile_TakesUserKeyAsIdOrEmail()
    {
        using var folder = Users();
        folder.Write("tokens.json", """
            {"kind":"admin#directory#tokenList","items":[{"clientId":"c1","userKey":"Ana@larkspur.example","scopes":["openid"]}]}
            {"kind":"admin#directory#tokenList"}
            {"kind":"admin#directory#tokenList","items":[{"clientId":"c1","userKey":"2","scopes":["openid"]}]}
            """);

        var read = await ReadRecords.OfAsync(new GoogleExportReader(folder.Path));

        Assert.Empty(read.Errors);
        Assert.Equal(["1/c1", "2/c1"], read.Grants.Select(grant => grant.ExternalId));
    }

    [Fact]
    public async Task ReadAsync_UserWithoutTokenFile_IsAnError()
    {
        var read = await ReadRecords.OfAsync(new GoogleExportReader(RepositoryFiles.Broken("google-missing-tokens")));

        Assert.Equal(
            "users.json line 2 (element 1), id: there is no file tokens/2.json: the user is listed, but their tokens were not read",
            Assert.Single(read.Errors)
        );
    }

    [Fact]
    public async Task ReadAsync_UserListNotComplete_IsAnError()
    {
        using var folder = Users(nextPage: ",\"nextPageToken\":\"abc\"");
        folder.Write("tokens.json", """{"items":[{"userKey":"1","displayText":"no client"}]}""");

        var read = await ReadRecords.OfAsync(new GoogleExportReader(folder.Path));

        Assert.Equal(2, read.Errors.Count);
        Assert.StartsWith("users.json line 1, nextPageToken: says that another page follows", read.Errors[0], StringComparison.Ordinal);
        Assert.Equal("tokens.json line 1 (element 0), clientId: is missing", read.Errors[1]);
    }

    [Fact]
    public async Task ImportAsync_Sample_IsIdempotent()
    {
        await using var inventory = await ImportedInventory.CreateAsync();
        var reader = new GoogleExportReader(Path.Combine(RepositoryFiles.Samples, "google"));
        var first = await inventory.ImportAsync(reader);

        var second = await inventory.ImportAsync(reader);

        Assert.True(first.Grants.Added > 0 && first.Users.Added > 0);
        Assert.Equal(new ImportCounts(first.Grants.Read, 0, 0, 0), second.Grants);
    }

    private static ExportFolder Users(string nextPage = "")
    {
        var folder = new ExportFolder();
        folder.Write("users.json", """
            {"kind":"admin#directory#users","users":[
              {"kind":"admin#directory#user","id":"1","primaryEmail":"Ana@Larkspur.example","name":{"fullName":"Ana Ó"},
                "suspended":false,"archived":false,"relations":[{"value":"x@larkspur.example","type":"assistant"},
                {"value":"Boss@larkspur.example","type":"manager"}]},
              {"id":"2","primaryEmail":"ben@larkspur.example","suspended":true}]
            """ + nextPage + "}");
        return folder;
    }
}
