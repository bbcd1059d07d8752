using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Escalations.Polling.Monitoring;
using OAuthAttest.Evidence;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>When a feed's trouble is told, when its end is, and what stands in the evidence of both.</summary>
public sealed class FeedMonitorTests
{
    private const string OkOf = "source = 'Okta' AND part = 'Poll'";

    [Fact]
    public async Task Check_TroubleAndItsEnd_AreEachToldOnceWithAnAuditEntry()
    {
        await using var world = await StartAsync();
        await world.ExecuteAsync($"UPDATE feed_health SET failures = 99, last_failure = 'HTTP 500', last_failed_at = now() WHERE {OkOf}");

        await CheckAsync(world);
        await CheckAsync(world);
        Assert.Single(await NoticesAsync(world));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Service<FeedHealthBook>().SucceededAsync(FeedSource.Okta, FeedPart.Poll, world.Now, CancellationToken.None);
        await CheckAsync(world);
        await CheckAsync(world);

        Assert.Equal(2, (await NoticesAsync(world)).Count);
        var entries = await world.ReadAsync(db => db.AuditEvents.OrderBy(entry => entry.Sequence));
        Assert.Equal([AuditKinds.FeedTroubled, AuditKinds.FeedRecovered], entries.Select(entry => entry.Kind));
        Assert.All(entries, entry => Assert.Equal("feed/okta", entry.Subject));
        Assert.Contains("HTTP 500", entries[0].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ExpectedAnewWithoutASuccess_IsNotToldAsItsEnd()
    {
        await using var world = await StartAsync();
        // It was told an hour ago; since then the app was off, so that its age is counted anew.
        await world.ExecuteAsync(
            $"""
            UPDATE feed_health SET troubled_since = expected_since - interval '1 hour', troubles = 1,
                last_succeeded_at = expected_since - interval '2 hours' WHERE {OkOf}
            """
        );

        await CheckAsync(world);

        Assert.Empty(await NoticesAsync(world));
        Assert.NotNull((await world.HealthAsync(ConsentSource.Okta))!.TroubledSince);
    }

    [Fact]
    public async Task Status_OfAFeedThatWorked_TellsTheSecondsSince()
    {
        await using var world = await StartAsync();
        await world.PollAsync(ConsentSource.Okta);
        world.Clock.Advance(TimeSpan.FromSeconds(95));

        var states = await world.Service<FeedStatus>().ReadAsync(CancellationToken.None);

        var okta = Assert.Single(states, state => (state.Source, state.Part) == (FeedSource.Okta, FeedPart.Poll));
        Assert.Equal((FeedStanding.Works, PollWorld.Start, 95L), (okta.State, okta.LastSucceededAt, okta.AgeSeconds));
        var entra = Assert.Single(states, state => (state.Source, state.Part) == (FeedSource.Entra, FeedPart.Poll));
        Assert.Null(entra.AgeSeconds);
    }

    [Fact]
    public async Task Report_PushThatNeverCame_IsInTheAuditLogOnce()
    {
        await using var world = await StartAsync();
        world.Consent(ConsentSource.Okta, 1, PollWorld.Start.AddSeconds(-30));
        await world.PollAsync(ConsentSource.Okta);
        world.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal(1, await world.ReportMissedAsync(ConsentSource.Okta));
        Assert.Equal(0, await world.ReportMissedAsync(ConsentSource.Okta));

        var entry = Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(e => e.Kind == AuditKinds.ConsentPushMissed)));
        Assert.Equal("poll/okta", entry.Actor);
    }

    private static async Task<PollWorld> StartAsync()
    {
        var world = await PollWorld.StartAsync(settings: new(WatchRenewalTests.Enabled));
        await CheckAsync(world);
        return world;
    }

    private static Task CheckAsync(PollWorld world) => world.Service<FeedMonitor>().CheckAsync(world.Now, CancellationToken.None);

    private static Task<List<EscalationEffect>> NoticesAsync(PollWorld world) =>
        world.ReadAsync(db => db.Effects.Where(effect => effect.Kind == EffectKind.FeedNotice));
}
