using OAuthAttest.Escalations.Polling.Watching;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>When a watch channel is renewed, and that an older one is stopped once.</summary>
public sealed class WatchCostTests
{
    private static readonly Dictionary<string, string?> Address = new(StringComparer.Ordinal)
    {
        ["Escalation:AppUrl"] = "https://attest.example.com/",
    };

    [Fact]
    public async Task Renew_ChannelOfSixHours_WhenLessThanAThirdOfItIsLeft()
    {
        await using var world = await PollWorld.StartAsync(settings: new(Address));
        Assert.Equal(WatchOutcome.Opened, await RenewAsync(world));
        world.Clock.Advance(TimeSpan.FromHours(4));

        Assert.Equal(WatchOutcome.Kept, await RenewAsync(world));
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(WatchOutcome.Opened, await RenewAsync(world));
    }

    [Fact]
    public async Task Renew_ChannelThatWasStopped_IsStoppedOnce()
    {
        await using var world = await PollWorld.StartAsync(settings: new(Address));
        await RenewAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(WatchOutcome.Opened, await RenewAsync(world));
        var stops = Stops(world.Google);
        Assert.NotEqual(0, stops);

        for (var run = 0; run < 3; run++)
            Assert.Equal(WatchOutcome.Kept, await RenewAsync(world));

        Assert.Equal(stops, Stops(world.Google));
    }

    private static int Stops(GoogleSimulator google) => google.Calls.GetValueOrDefault("stop");

    private static Task<WatchOutcome> RenewAsync(PollWorld world) =>
        world.Service<WatchRenewal>().RenewAsync(world.Now, CancellationToken.None);
}
