using System.Net;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.GitHub;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity;
using OAuthAttest.Local.Simulators.Identity.GitHub;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

public sealed class GitHubInventoryTests
{
    [Fact]
    public async Task Import_ReadsMembersAppsTokensAndCredentials()
    {
        await using var github = await GitHubWorld.StartAsync();

        var result = await github.World.ImportAsync(github.Inventory);

        // The expired token and the SSH key are no grants.
        Assert.Equal((7, 19, 0), (result.Users.Added, result.Grants.Added, result.OrphanGrants));
        var installed = await github.World.Inventory.GrantAsync("installation-303");
        Assert.Equal(ConsentType.Application, installed.ConsentType);
        Assert.Equal(["contents:read", "organization_hooks:write"], installed.Scopes);
        Assert.Equal("app-3", (await github.World.Inventory.AppAsync("4003")).Name);
        var token = await github.World.Inventory.GrantAsync("personal-access-token-9002");
        Assert.Equal(("102", "contents:write"), (token.PrincipalExternalId, Assert.Single(token.Scopes)));
        var credential = await github.World.Inventory.GrantAsync("sso-credential-704");
        Assert.Equal(("104", "repo"), (credential.PrincipalExternalId, Assert.Single(credential.Scopes)));
        Assert.Equal("ci (personal access token of person-4)", (await github.World.Inventory.AppAsync("sso-credential-704")).Name);
        Assert.Equal(0, (await github.World.ImportAsync(github.Inventory)).Grants.Vanished);
    }

    public static TheoryData<string> BrokenLists => [.. BrokenPages().Select(each => each.List).Distinct()];

    private static List<(string List, int Page, PageFault Fault)> BrokenPages()
    {
        var cases = new List<(string List, int Page, PageFault Fault)>();
        foreach (var list in (string[])["members", "installations", "tokenGrants", "credentials"])
        {
            foreach (var page in Enumerable.Range(0, 4))
            {
                foreach (var fault in Enum.GetValues<PageFault>())
                {
                    // The first page has none before it; the last one always ends, and the expired token and the SSH key are on it alone.
                    if (page == 0 && fault == PageFault.Repeated || page == 3 && fault is PageFault.Ends or PageFault.Swapped)
                        continue;
                    if (page == 3 && list is "tokenGrants" or "credentials" && fault is PageFault.Lost or PageFault.HalfOfIt)
                        continue;
                    // In another order the list is as whole as before.
                    if (fault != PageFault.Swapped)
                        cases.Add((list, page, fault));
                }
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(BrokenLists))]
    public async Task Import_AnyPageIsNotWhatItShouldBe_IsRefused_AndNothingVanishes(string list)
    {
        await using var github = await GitHubWorld.StartAsync();
        await github.World.ImportAsync(github.Inventory);

        await InTurn.AllAsync(BrokenPages().Where(each => each.List == list), async broken =>
        {
            github.GitHub.Pages.Break(list, broken.Page, broken.Fault);
            await github.World.RefusedAsync(github.Inventory);
            github.GitHub.Pages.Mend();
        });

        Assert.Equal(0, (await github.World.ImportAsync(github.Inventory)).Grants.Vanished);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Import_PagesOfAnySize_AreTheSameList(int pageSize)
    {
        await using var github = await GitHubWorld.StartAsync(pageSize: pageSize);

        Assert.Equal(19, (await github.World.ImportAsync(github.Inventory)).Grants.Read);
    }

    [Fact]
    public async Task Import_AFullPageThatNamesNoNext_AsksForIt()
    {
        await using var github = await GitHubWorld.StartAsync(pageSize: 100);
        for (var i = GitHubWorld.People + 1; i <= 150; i++)
            github.GitHub.Add(GitHubWorld.Member(i));
        github.GitHub.Pages.Break("members", 0, PageFault.Ends);

        Assert.Equal(150, (await github.World.ImportAsync(github.Inventory)).Users.Read);
    }

    [Fact]
    public async Task Import_AppMayNotSeeMembers_IsRefused_NotAListOfPublicOnes()
    {
        await using var github = await GitHubWorld.StartAsync(new GitHubSimulatorOptions
        {
            Permissions = new Dictionary<string, string> { ["organization_administration"] = "read" },
        });

        await Assert.ThrowsAsync<ProviderRejectedException>(() => github.World.ImportAsync(github.Inventory));
    }

    [Fact]
    public async Task Import_MemberLeftAndAppUninstalled_Vanish()
    {
        await using var github = await GitHubWorld.StartAsync();
        await github.World.ImportAsync(github.Inventory);
        github.GitHub.Remove(GitHubWorld.Member(7));
        github.GitHub.Remove(github.GitHub.Installations[0]);

        var result = await github.World.ImportAsync(github.Inventory);

        Assert.Equal((1, 1), (result.Users.Vanished, result.Grants.Vanished));
    }

    [Fact]
    public async Task Import_Throttled_WaitsAndReadsAll()
    {
        await using var github = await GitHubWorld.StartAsync();
        github.GitHub.Faults.Next("members", HttpFault.None, HttpFault.Throttled, HttpFault.ServerError);
        github.GitHub.Faults.Next("tokenGrants", HttpFault.BrokenBeforeAccepting);

        Assert.Equal(19, (await github.World.ImportAsync(github.Inventory)).Grants.Read);
    }

    [Theory]
    [InlineData("DELETE", "orgs/larkspur-labs/credential-authorizations/701")]
    [InlineData("POST", "orgs/larkspur-labs/personal-access-tokens/501")]
    public async Task ReadingToken_CannotRevoke(string verb, string path)
    {
        await using var github = await GitHubWorld.StartAsync();
        using var reading = Authorization(github, GitHubInventory.Permissions);

        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(github, reading, verb, path));
        using var changing = Authorization(github, new Dictionary<string, string>
        {
            ["organization_administration"] = "write",
            ["organization_personal_access_tokens"] = "write",
        });
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(github, changing, verb, path));
    }

    private static GitHubAuthorization Authorization(GitHubWorld github, IReadOnlyDictionary<string, string> permissions) => new(
        github.World.Clients,
        new GitHubConnection
        {
            Organization = github.GitHub.Options.Organization,
            AppId = github.GitHub.Options.AppId,
            PrivateKey = github.GitHub.PrivateKey,
            InstallationId = $"{github.GitHub.Options.InstallationId}",
            BaseUrl = github.GitHub.BaseUrl,
        },
        $"{github.GitHub.Options.InstallationId}",
        permissions,
        github.World.Clock);

    private static async Task<HttpStatusCode> SendAsync(GitHubWorld github, GitHubAuthorization authorization, string verb, string path)
    {
        using var http = github.World.Clients.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(github.GitHub.BaseUrl, path))
        {
            Content = verb == "POST" ? new StringContent("""{"action":"revoke"}""") : null,
        };
        request.Headers.Add("User-Agent", "test");
        request.Headers.Add("X-GitHub-Api-Version", "2022-11-28");
        await authorization.AuthorizeAsync(request, CancellationToken.None);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }
}
