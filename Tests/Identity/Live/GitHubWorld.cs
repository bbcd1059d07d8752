using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.GitHub;
using OAuthAttest.Local.Simulators.Identity.GitHub;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>An organization of seven people with tokens, credentials and installed apps; lists come in pages of two.</summary>
internal sealed class GitHubWorld : IAsyncDisposable
{
    public const int People = 7;

    private readonly List<GitHubInventory> opened = [];

    private GitHubWorld(LiveWorld world, GitHubSimulator github) => (World, GitHub) = (world, github);

    public LiveWorld World { get; }

    public GitHubSimulator GitHub { get; }

    public GitHubInventory Inventory
    {
        get
        {
            var inventory = new GitHubInventory(
                World.Clients,
                new GitHubConnection
                {
                    Organization = GitHub.Options.Organization,
                    AppId = GitHub.Options.AppId,
                    PrivateKey = GitHub.PrivateKey,
                    InstallationId = $"{GitHub.Options.InstallationId}",
                    BaseUrl = GitHub.BaseUrl,
                },
                World.Reading,
                World.Clock,
                hasSingleSignOn: true);
            opened.Add(inventory);
            return inventory;
        }
    }

    public static async Task<GitHubWorld> StartAsync(GitHubSimulatorOptions? options = null, int pageSize = 2)
    {
        var world = await LiveWorld.StartAsync();
        var github = await GitHubSimulator.StartAsync(
            (options ?? new GitHubSimulatorOptions()) with { PageSize = pageSize }, world.Clock);
        for (var i = 1; i <= People; i++)
        {
            var member = Member(i);
            github.Add(member);
            github.Add(Installation(i));
            github.Add(new SimulatedTokenGrant(500 + i, 9000 + i, member, $"token {i}", IsExpired: i == 7, ("contents", "write")));
            github.Add(new SimulatedCredential(700 + i, member.Login, i == 7 ? "SSH key" : "personal access token", "ci", "repo"));
        }
        return new GitHubWorld(world, github);
    }

    public static SimulatedMember Member(int person) => new(100 + person, $"person-{person}");

    public static SimulatedInstallation Installation(int number) =>
        new(300 + number, 4000 + number, $"app-{number}") { Permissions = Permissions };

    private static readonly (string, string)[] Permissions = [("contents", "read"), ("organization_hooks", "write")];

    public async ValueTask DisposeAsync()
    {
        foreach (var inventory in opened)
            inventory.Dispose();
        Assert.Empty(GitHub.Unexpected);
        await GitHub.DisposeAsync();
        await World.DisposeAsync();
    }
}
