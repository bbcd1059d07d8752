using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Grants.Scopes;

/// <summary>An API that the export does not name is not Microsoft Graph: what its permissions mean is unknown, and high.</summary>
public sealed class UnlistedApiTests
{
    [Theory]
    [InlineData("\"gone\"", "gone/User.Read")]
    [InlineData("\"\"", "unknown API/User.Read")]
    [InlineData("null", "unknown API/User.Read")]
    public async Task ReadAsync_DelegatedPermissionOfAnApiThatIsInNoList_IsUnknownAndHigh(string resource, string expected)
    {
        using var folder = Export();
        folder.Write("oauth2PermissionGrants.json", $$"""
            [{"id":"g1","clientId":"sp1","consentType":"Principal","principalId":"u1","resourceId":{{resource}},"scope":"User.Read"}]
            """);

        await ReadsAsync(folder, expected, ConsentType.Principal);
    }

    [Fact]
    public async Task ReadAsync_ApplicationPermissionOfAnApiThatIsInNoList_IsUnknownAndHigh()
    {
        using var folder = Export();
        folder.Write("oauth2PermissionGrants.json", "[]");
        folder.Write("appRoleAssignments.json", """
            [{"id":"a1","appRoleId":"User.Read","principalId":"sp1","principalType":"ServicePrincipal","resourceId":"gone"}]
            """);

        await ReadsAsync(folder, "gone/User.Read", ConsentType.Application);
    }

    private static async Task ReadsAsync(ExportFolder folder, string expected, ConsentType consent)
    {
        var read = await ReadRecords.OfAsync(new GraphExportReader(folder.Path));

        Assert.Empty(read.Errors);
        var scopes = Assert.Single(read.Grants).Scopes;
        Assert.Equal([expected], scopes);
        var meaning = ScopeDictionary.Embedded.Explain(ProviderName.Entra, scopes[0], consent);
        Assert.Equal((Risk.High, false), (meaning.Risk, meaning.IsKnown));
    }

    private static ExportFolder Export()
    {
        var folder = new ExportFolder();
        folder.Write("users.json", """[{"id":"u1"}]""");
        folder.Write("servicePrincipals.json", """[{"id":"sp1","appId":"c1"}]""");
        return folder;
    }
}
