using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Identity.Access;
using OAuthAttest.Telemetry;
using OAuthAttest.Tests.Escalations.Consents.Inbox;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Polling;

/// <summary>A feed that fails in a way that nobody foresaw, or asks for a pause.</summary>
public sealed class PollMistakeTests
{
    [Fact]
    public async Task Poll_MistakeInOneLog_IsCountedAndTold_AndTheOtherLogOfTheSourceIsRead()
    {
        await using var world = await PollWorld.StartAsync();
        var broken = new Feed(FeedPart.Poll) { Failure = new InvalidOperationException("a mistake of ours") };
        var other = new Feed(FeedPart.AdminPoll);

        await Assert.ThrowsAsync<InvalidOperationException>(() => PollAsync(world, Poller(world, broken, other)));

        Assert.Single(await world.ConsentsAsync());
        var failing = (await world.HealthAsync(ConsentSource.Google, FeedPart.Poll))!;
        Assert.Equal((1, "the poll broke off"), (failing.Failures, failing.LastFailure));
        Assert.Equal(PollWorld.Start, (await world.HealthAsync(ConsentSource.Google, FeedPart.AdminPoll))!.LastSucceededAt);
        Assert.Contains(world.Datadog.Points, point => point.Metric == "oauthattest.poll.failed");
    }

    [Fact]
    public async Task Poll_ProviderAsksForAPause_IsNotReadBeforeItsEnd()
    {
        await using var world = await PollWorld.StartAsync();
        var feed = new Feed(FeedPart.Poll)
        {
            Failure = new ProviderUnavailableException("Google: HTTP 429", TimeSpan.FromMinutes(5)),
        };
        var poller = Poller(world, feed);
        Assert.Equal(PollOutcome.Failed, (await PollAsync(world, poller)).Outcome);
        feed.Failure = null;
        world.Clock.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal(PollOutcome.Waiting, (await PollAsync(world, poller)).Outcome);
        Assert.Equal(1, feed.Reads);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(PollOutcome.Read, (await PollAsync(world, poller)).Outcome);
        Assert.Single(await world.ConsentsAsync());
    }

    [Fact]
    public async Task Beginning_WatermarkOfAClockThatWasAhead_IsNow()
    {
        await using var world = await PollWorld.StartAsync();
        var marks = world.Service<PollWatermarks>();
        var reach = new PollReach(TimeSpan.FromMinutes(10));
        await marks.MoveAsync(ConsentSource.Okta, FeedPart.Poll, PollWorld.Start.AddHours(3), CancellationToken.None);

        var beginning = await marks.BeginningAsync(ConsentSource.Okta, FeedPart.Poll, reach, PollWorld.Start, CancellationToken.None);

        Assert.Equal(PollWorld.Start - reach.Overlap, beginning.From);
    }

    [Fact]
    public async Task Record_UnreadableOnTwoPagesOfOnePoll_CountsOnce()
    {
        await using var world = await PollWorld.StartAsync();
        using var json = System.Text.Json.JsonDocument.Parse("""{"uuid":"","published":"2026-11-25T11:00:00Z"}""");
        UnreadableEntry[] page = [new("uuid is missing", json.RootElement.Clone())];
        var records = world.Service<HeldRecords>();

        for (var i = 0; i < 3; i++)
            await records.RecordAsync(ConsentSource.Okta, FeedPart.Poll, page, 0, PollWorld.Start, CancellationToken.None);

        var held = Assert.Single(await world.ReadAsync(db => db.HeldRecords));
        Assert.Equal((1, null), (held.Attempts, held.SetAsideAt));
    }

    private static ConsentPoller Poller(PollWorld world, params IReadOnlyList<IConsentFeed> feeds) =>
        new(
            feeds,
            world.Service<ConsentInbox>(),
            world.Service<PollWatermarks>(),
            world.Service<HeldRecords>(),
            world.Service<FeedHealthBook>(),
            world.Service<FailureMetrics>(),
            new NoTelemetry(),
            world.Service<IOptions<PollingOptions>>(),
            NullLogger<ConsentPoller>.Instance
        );

    private static Task<PollResult> PollAsync(PollWorld world, ConsentPoller poller) =>
        poller.PollAsync(ConsentSource.Google, world.Now, (_, _) => Task.CompletedTask, CancellationToken.None);

    /// <summary>A log of one consent.</summary>
    private sealed class Feed(FeedPart part) : IConsentFeed
    {
        public ConsentSource Source => ConsentSource.Google;

        public FeedPart Part => part;

        public bool IsConfigured => true;

        public Exception? Failure { get; set; }

        public int Reads { get; private set; }

        public async IAsyncEnumerable<FeedPage> ReadAsync(
            DateTimeOffset from, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancellation)
        {
            Reads++;
            await Task.Yield();
            if (Failure is not null)
                throw Failure;
            yield return new FeedPage([SampleConsent.Event("e1") with { Source = ConsentSource.Google }], []);
        }
    }
}
