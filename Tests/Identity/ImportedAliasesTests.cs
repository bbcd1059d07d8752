using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Identity;

/// <summary>All addresses of an account are kept, and follow the directory.</summary>
public sealed class ImportedAliasesTests
{
    [Fact]
    public async Task ReadAsync_OktaUser_KeepsTheLoginAndTheSecondAddress()
    {
        using var folder = new ExportFolder();
        folder.Write("users.json", """
            [{"id":"u1","profile":{"email":"Ana@x.example","login":"ana.lo@x.example","secondEmail":"ana@home.example"}}]
            """);
        folder.Write("apps.json", "[]");
        folder.Write("grants.json", "[]");

        var user = Assert.Single((await ReadRecords.OfAsync(new OktaExportReader(folder.Path))).Users);

        Assert.Equal("ana@x.example", user.Email);
        Assert.Equal(["ana.lo@x.example", "ana@home.example"], user.Aliases!);
    }

    [Fact]
    public async Task ImportAsync_AddressesThatComeLater_AreTheAccounts()
    {
        using var folder = new ExportFolder();
        folder.Write("servicePrincipals.json", """[{"id":"sp1","appId":"c1"}]""");
        folder.Write("oauth2PermissionGrants.json", """
            [{"id":"g1","clientId":"sp1","consentType":"Principal","principalId":"u1","scope":"User.Read"}]
            """);
        folder.Write("users.json", """[{"id":"u1","mail":"ana@x.example","otherMails":["old@x.example"]}]""");
        await using var inventory = await ImportedInventory.CreateAsync();
        await inventory.ImportAsync(new GraphExportReader(folder.Path));

        folder.Write("users.json", """[{"id":"u1","mail":"ana@x.example","otherMails":["new@x.example","ana@home.example"]}]""");
        await inventory.ImportAsync(new GraphExportReader(folder.Path));

        Assert.Equal(
            "ana@home.example new@x.example",
            await inventory.ScalarAsync<string>("SELECT array_to_string(aliases, ' ') FROM users WHERE external_id = 'u1'"));
    }
}
