using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Escalations.Polling.Monitoring;
using OAuthAttest.Escalations.Polling.Watching;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>Google's watch channel is kept open.</summary>
public sealed class WatchRenewalTests
{
    private static readonly Dictionary<string, string?> Address = new(StringComparer.Ordinal)
    {
        ["Escalation:AppUrl"] = "https://attest.example.com/",
    };

    [Fact]
    public async Task Renew_NoChannel_OpensOne()
    {
        await using var world = await PollWorld.StartAsync(settings: new(Address));

        Assert.Equal(WatchOutcome.Opened, await RenewAsync(world));

        var channel = Assert.Single(world.Google.Channels);
        Assert.Equal(
            (new Uri("https://attest.example.com/api/consents/google"), PollWorld.Start.AddHours(6), false),
            (channel.Address, channel.ExpiresAt, channel.IsStopped)
        );
        Assert.Equal(PollWorld.Start, (await world.HealthAsync(ConsentSource.Google, FeedPart.Watch))!.LastSucceededAt);
    }

    [Fact]
    public async Task Renew_OverADay_AlwaysHasALiveChannelAndStopsTheOlderOnes()
    {
        await using var world = await PollWorld.StartAsync(settings: new(Address));
        for (var run = 0; run < 144; run++)
        {
            await RenewAsync(world);
            Assert.Single(Live(world));
            world.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.InRange(world.Google.Channels.Count, 5, 7);
        Assert.Equal(world.Google.Channels.Count - 1, world.Google.Channels.Count(channel => channel.IsStopped));
    }

    [Fact]
    public async Task Renew_GoogleGrantsLess_RenewsBeforeThatEnds()
    {
        await using var world = await PollWorld.StartAsync(
            settings: new(Address), google: new() { LongestChannel = TimeSpan.FromMinutes(30) });
        for (var run = 0; run < 12; run++)
        {
            await RenewAsync(world);
            world.Clock.Advance(TimeSpan.FromMinutes(10));
            Assert.NotEmpty(Live(world));
        }
    }

    [Theory]
    [InlineData("Escalation:AppUrl", "Escalation:AppUrl")]
    [InlineData("Consents:Google:Secrets:0", "Consents:Google:Secrets:0")]
    [InlineData("Polling:Google:ServiceAccountKey", "Polling:Google:ServiceAccountKey")]
    public async Task Renew_SomethingMissing_DoesNothingAndTheStatusSaysWhat(string removed, string missing)
    {
        var settings = new Dictionary<string, string?>(Address) { [removed] = null };
        if (removed.StartsWith("Polling", StringComparison.Ordinal))
            settings["Polling:Google:Subject"] = null;
        foreach (var (key, value) in Enabled)
            settings.TryAdd(key, value);
        await using var world = await PollWorld.StartAsync(settings: settings);

        Assert.Equal(WatchOutcome.NotConfigured, await RenewAsync(world));

        Assert.Empty(world.Google.Calls);
        var state = Assert.Single(await world.Service<FeedStatus>().ReadAsync(CancellationToken.None), s => s.Part == FeedPart.Watch);
        Assert.Equal((FeedStanding.Off, missing), (state.State, Assert.Single(state.Missing)));
    }

    [Fact]
    public async Task Renew_AnswerIsLost_OpensWithTheSameIdAndThenAnother()
    {
        await using var world = await PollWorld.StartAsync(settings: new(Address));
        world.Google.Faults.Next("watch", HttpFault.BrokenAfterAccepting);
        Assert.Equal(WatchOutcome.Failed, await RenewAsync(world));
        Assert.Single(world.Google.Channels);

        world.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(WatchOutcome.Opened, await RenewAsync(world));
        Assert.Equal(2, world.Google.Channels.Count);
        var states = await world.ReadAsync(db =>
            db.WatchChannels.Where(channel => channel.Part == FeedPart.Watch).Select(channel => channel.State));
        Assert.Equal([WatchChannelState.Lost, WatchChannelState.Open], states.OrderDescending());
    }

    [Fact]
    public async Task Renew_SecretIsRotated_OpensOneWithTheNewSecret()
    {
        await using var world = await PollWorld.StartAsync(settings: new(Address));
        await RenewAsync(world);
        await using var rotated = world.With(new() { ["Consents:Google:Secrets:0"] = "another-secret-that-is-long-enough" });

        Assert.Equal(WatchOutcome.Opened, await RenewAsync(rotated));

        Assert.Equal("another-secret-that-is-long-enough", Assert.Single(Live(world)).Token);
    }

    [Theory]
    [InlineData(HttpFault.ServerError)]
    [InlineData(HttpFault.Throttled)]
    [InlineData(HttpFault.HtmlPage)]
    public async Task Renew_GoogleFails_IsCountedAndTheOpenChannelIsKept(HttpFault fault)
    {
        await using var world = await PollWorld.StartAsync(settings: new(Address));
        await RenewAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(5));
        world.Google.Faults.Next("watch", fault);

        Assert.Equal(WatchOutcome.Failed, await RenewAsync(world));

        var health = (await world.HealthAsync(ConsentSource.Google, FeedPart.Watch))!;
        Assert.Equal(1, health.Failures);
        Assert.EndsWith("the open channel ends at 2026-11-25 18:00 UTC", health.LastFailure, StringComparison.Ordinal);
        Assert.Single(Live(world));
        Assert.Contains(5134, world.Warnings);
    }

    internal static readonly Dictionary<string, string?> Enabled = new(StringComparer.Ordinal)
    {
        ["Escalation:Enabled"] = "true",
        ["Escalation:SecurityChannel"] = "C0SECURITY",
        ["Escalation:Responders"] = "responder@example.com",
        ["PagerDuty:RoutingKey"] = "0123456789abcdef0123456789abcdef",
    };

    private static Task<WatchOutcome> RenewAsync(PollWorld world) =>
        world.Service<WatchRenewal>().RenewAsync(world.Now, CancellationToken.None);

    private static IEnumerable<SimulatedWatchChannel> Live(PollWorld world) =>
        world.Google.Channels.Where(channel => channel.IsLive(world.Now));
}
