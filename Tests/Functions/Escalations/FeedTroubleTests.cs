using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Tests.Escalations.Consents.Webhooks;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>What the security channel and the health endpoint say of a feed that stops.</summary>
public sealed class FeedTroubleTests
{
    private const string DisabledPoll = "AzureWebJobs.PollOkta.Disabled";

    [Fact]
    public async Task FeedFailsAgainAndAgain_IsToldOnce_AndOnceWhenItIsBack()
    {
        await using var okta = await OktaSimulator.StartAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta));
        Fail(okta, polls: 12);

        await world.PassAsync(TimeSpan.FromMinutes(4));
        Assert.Empty(Notices(world));
        await world.PassAsync(TimeSpan.FromMinutes(6));

        var told = Assert.Single(Notices(world));
        Assert.Contains("okta", told.Text, StringComparison.Ordinal);
        Assert.Equal("Troubled", (await FeedAsync(world, "Okta", "Poll")).GetProperty("state").GetString());
        Assert.Equal("degraded", (await HealthAsync(world)).GetProperty("status").GetString());

        await world.PassAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["feed-trouble:okta:poll:1", "feed-recovery:okta:poll:1"], Notices(world).Select(notice => notice.Key));
        Assert.Equal("Works", (await FeedAsync(world, "Okta", "Poll")).GetProperty("state").GetString());
        Assert.Equal(
            [AuditKinds.FeedTroubled, AuditKinds.FeedRecovered],
            (await world.AuditKindsAsync()).Where(kind => kind.StartsWith("feed.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task FeedThatIsNeverPolled_IsToldByTheSweepOnceItIsOlderThanItsLimit()
    {
        await using var okta = await OktaSimulator.StartAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta, (DisabledPoll, "true")));

        await world.PassAsync(TimeSpan.FromMinutes(28));
        Assert.Empty(Notices(world));
        await world.PassAsync(TimeSpan.FromHours(3));

        Assert.Equal("feed-trouble:okta:poll:1", Assert.Single(Notices(world)).Key);
        Assert.Empty(okta.Calls);
        var health = await FeedAsync(world, "Okta", "Poll");
        Assert.Equal("Troubled", health.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, health.GetProperty("lastSucceededAt").ValueKind);
    }

    [Fact]
    public async Task FeedThatComesAndGoes_IsNotAMessageEachTime()
    {
        await using var okta = await OktaSimulator.StartAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta, ("Polling:MaxFailures", "1")));
        for (var turn = 0; turn < 30; turn++)
        {
            Fail(okta, polls: 1);
            await world.PassAsync(TimeSpan.FromMinutes(2));
        }

        Assert.InRange(Notices(world).Count, 2, 5);
    }

    [Fact]
    public async Task SlackIsDown_TheNoticeWaitsAndComesOnce()
    {
        await using var okta = await OktaSimulator.StartAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta, (DisabledPoll, "true")));
        world.Slack.Faults.Next("chat.postMessage", SlackFault.ServerError, SlackFault.Throttled);

        await world.PassAsync(TimeSpan.FromMinutes(50));

        Assert.Single(Notices(world));
        Assert.Equal(EffectState.Done, (await world.EffectAsync(EffectKind.FeedNotice)).State);
    }

    [Fact]
    public async Task AppWasOff_TheFeedIsNotDeadWhenItIsBack()
    {
        await using var okta = await OktaSimulator.StartAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta));
        await world.PassAsync(TimeSpan.FromMinutes(3));
        await world.Host.DisposeAsync();
        world.Clock.Advance(TimeSpan.FromHours(8));
        await world.RestartAsync();

        await world.PassAsync(TimeSpan.FromMinutes(5));

        Assert.Empty(Notices(world));
    }

    [Fact]
    public async Task RecordIsSetAside_IsToldOnce_AndThoseThatFollowTogether()
    {
        await using var okta = await OktaSimulator.StartAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta));
        for (var number = 1; number <= 4; number++)
        {
            okta.Consent(Consent(number)).Remove("uuid");
            await world.PassAsync(TimeSpan.FromMinutes(8));
        }

        await world.PassAsync(TimeSpan.FromMinutes(60));

        var told = Notices(world);
        Assert.Equal(
            ["1 records in the log of okta could not be read.", "3 records in the log of okta could not be read."],
            told.Select(notice => notice.Text)
        );
        Assert.All(told, notice => Assert.DoesNotContain("boss@example.com", notice.Text + notice.Blocks, StringComparison.Ordinal));
        Assert.DoesNotContain(told, notice => notice.Key!.StartsWith("feed-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WatchChannelCannotBeOpened_IsTold_AndOnceWhenItIsOpen()
    {
        await using var google = await GoogleSimulator.StartAsync();
        await using var world = await CourseWorld.StartAsync(Settings(google));
        google.Faults.Next("watch", [.. Enumerable.Repeat(HttpFault.ServerError, 6)]);

        await world.PassAsync(TimeSpan.FromMinutes(45));
        Assert.Equal("feed-trouble:google:watch:1", Assert.Single(Notices(world)).Key);
        await world.PassAsync(TimeSpan.FromMinutes(40));

        Assert.Equal("feed-recovery:google:watch:1", Notices(world)[^1].Key);
        Assert.Single(google.Channels, channel => !channel.IsStopped);
    }

    [Fact]
    public async Task WatchChannel_PushesThroughTheRealEndpoint()
    {
        await using var google = await GoogleSimulator.StartAsync();
        var settings = Settings(google);
        var url = FreeAddress();
        settings["Escalation:AppUrl"] = url + "/";
        await using var world = await CourseWorld.StartAsync(
            new() { Settings = settings, ConfigureHost = options => options with { Url = url } }
        );
        await world.PassAsync(TimeSpan.FromMinutes(1));

        // One channel for each of the two logs.
        Assert.Equal([200, 200], await google.PushAsync(null));
        var consent = new SimulatedGoogleConsent(
            "-1", CourseWorld.Start, "1", "boss@example.com", "client.apps.googleusercontent.com", "Mail Helper",
            "https://mail.google.com/");
        Assert.Equal([202], await google.PushAsync(google.Consent(consent, TimeSpan.FromDays(1))));
        var delegation = new SimulatedGoogleDelegation(
            "-2", CourseWorld.Start, "2", "ada@example.com", "104512345678901234567", "https://mail.google.com/");
        Assert.Equal([202], await google.PushAsync(google.Delegate(delegation, TimeSpan.FromDays(1))));
    }

    // Long enough to end the poll's own attempts, and over before the next poll.
    private static void Fail(OktaSimulator okta, int polls)
    {
        okta.Faults.RetryAfterSeconds = 50;
        okta.Faults.Next("logs", [.. Enumerable.Repeat(HttpFault.Throttled, polls)]);
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }

    private static IReadOnlyList<SimulatedMessage> Notices(CourseWorld world) =>
        [.. world.Messages.Where(message => CourseWorld.IsOf(message, "feed-") || CourseWorld.IsOf(message, "records-"))];

    private static async Task<JsonElement> HealthAsync(CourseWorld world)
    {
        using var http = new HttpClient { BaseAddress = world.Host.BaseUri };
        return await http.GetFromJsonAsync<JsonElement>("api/health");
    }

    private static async Task<JsonElement> FeedAsync(CourseWorld world, string source, string part) =>
        Assert.Single((await HealthAsync(world)).GetProperty("feeds").EnumerateArray(), feed =>
            feed.GetProperty("source").GetString() == source && feed.GetProperty("part").GetString() == part);

    private static SimulatedOktaConsent Consent(int number) =>
        new(
            $"uuid-{number}",
            CourseWorld.Start.AddSeconds(-5),
            "app.oauth2.as.consent.grant",
            "00uboss",
            "boss@example.com",
            "0oa1",
            "Mail Helper",
            $"okta.users.manage okta.scope.{number}"
        );

    private static Dictionary<string, string?> Settings(OktaSimulator okta, params (string Key, string Value)[] more)
    {
        var settings = okta.Settings("Polling").ToDictionary(StringComparer.Ordinal);
        foreach (var (key, value) in more)
            settings[key] = value;
        return settings;
    }

    private static Dictionary<string, string?> Settings(GoogleSimulator google)
    {
        var settings = google.Settings("Polling").ToDictionary(StringComparer.Ordinal);
        settings["Consents:Google:Secrets:0"] = TestWebhooks.Token;
        return settings;
    }
}
