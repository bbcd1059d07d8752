using OAuthAttest.Grants;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>
/// Google, Okta and GitHub through the app's own sync: read in steps over kept answers, merged, and asked anew for what is missing.
/// </summary>
public sealed class SyncedProvidersTests
{
    [Theory]
    [InlineData("google", 14)]
    [InlineData("okta", 18)]
    [InlineData("github", 19)]
    public async Task Sync_InOneStepOrInMany_IsTheSame_AndWhatIsGoneVanishes(string source, int grants)
    {
        await using var google = await GoogleWorld.StartAsync();
        await using var okta = await OktaWorld.StartAsync();
        await using var github = await GitHubWorld.StartAsync();
        await using var world = await StartAsync(google, okta, github);

        var first = await SyncAsync(world, github, source, step: TimeSpan.Zero);
        Assert.Equal((RunState.Succeeded, grants, grants), (first.State, (int)first.Grants, (int)first.GrantsAdded));
        google.Google.RemoveToken(GoogleWorld.Email(2), "app-1");
        okta.Okta.Remove("g2c");
        github.GitHub.Remove(github.GitHub.Installations[1]);

        var second = await SyncAsync(world, github, source, step: null);

        Assert.Equal((RunState.Succeeded, grants - 1), (second.State, (int)second.Grants));
        Assert.Single(await world.ReadAsync(db => db.Grants.Where(grant => grant.Status == GrantStatus.Vanished)));
    }

    [Theory]
    [InlineData("google", "users")]
    [InlineData("okta", "userList")]
    [InlineData("github", "tokenGrants")]
    public async Task Sync_PageLeftOutWithoutATrace_Fails_AndNothingVanishes(string source, string list)
    {
        await using var google = await GoogleWorld.StartAsync();
        await using var okta = await OktaWorld.StartAsync();
        await using var github = await GitHubWorld.StartAsync();
        await using var world = await StartAsync(google, okta, github);
        await SyncAsync(world, github, source, step: null);
        google.Google.Pages.Break(list, 1, PageFault.HalfOfIt);
        okta.Okta.Pages.Break(list, 1, PageFault.HalfOfIt);
        github.GitHub.Pages.Break(list, 1, PageFault.HalfOfIt);

        var run = await SyncAsync(world, github, source, step: null);

        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains("is still there", run.Error, StringComparison.Ordinal);
        Assert.Empty(await world.ReadAsync(db => db.Grants.Where(grant => grant.Status != GrantStatus.Active)));
    }

    [Theory]
    [InlineData("google", "tokens")]
    [InlineData("okta", "userGrants")]
    [InlineData("github", "members")]
    public async Task Sync_ProviderThrottles_WaitsAndReadsAll(string source, string list)
    {
        await using var google = await GoogleWorld.StartAsync();
        await using var okta = await OktaWorld.StartAsync();
        await using var github = await GitHubWorld.StartAsync();
        await using var world = await StartAsync(google, okta, github);
        foreach (var faults in (HttpFaults[])[google.Google.Faults, okta.Okta.Faults, github.GitHub.Faults])
        {
            faults.Next(list, HttpFault.None, HttpFault.Throttled, HttpFault.BrokenBeforeAccepting);
        }

        Assert.Equal(RunState.Succeeded, (await SyncAsync(world, github, source, step: null)).State);
    }

    private static Task<SyncWorld> StartAsync(GoogleWorld google, OktaWorld okta, GitHubWorld github)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Sync:Okta:BaseUrl"] = okta.Okta.BaseUrl.AbsoluteUri,
            ["Sync:Okta:ApiToken"] = okta.Okta.Options.ReadingToken,
            ["Sync:Okta:CallsPerSecond"] = "1000",
            ["Sync:Google:CallsPerSecond"] = "1000",
            ["Sync:GitHub:CallsPerSecond"] = "1000",
            ["Sync:GitHubSingleSignOn"] = "true",
        };
        foreach (var (key, value) in google.Google.Settings("Sync").Concat(github.GitHub.Settings("Sync")))
            settings[key] = value;
        return SyncWorld.StartAsync(settings: settings);
    }

    private static async Task<InventoryRun> SyncAsync(SyncWorld world, GitHubWorld github, string source, TimeSpan? step)
    {
        world.Clock.Advance(TimeSpan.FromHours(1));
        // GitHub takes no JWT from the future.
        github.World.Clock.SetUtcNow(world.Clock.GetUtcNow());
        var key = $"test-{source}-{world.Clock.GetUtcNow().Ticks}";
        var begun = await world.Sync.BeginAsync(new BeginSync(source, "test", key), CancellationToken.None);
        return await world.FinishAsync(await world.RunAsync(begun.RunId!.Value), step);
    }
}
