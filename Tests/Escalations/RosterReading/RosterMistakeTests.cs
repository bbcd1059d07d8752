using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Escalations.RosterReading;
using OAuthAttest.Evidence;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Rosters;
using OAuthAttest.Telemetry;
using OAuthAttest.Tests.Escalations.Polling;
using Xunit;

namespace OAuthAttest.Tests.Escalations.RosterReading;

/// <summary>A source of the roster that fails in a way that nobody foresaw, goes on failing, or asks for a pause.</summary>
public sealed class RosterMistakeTests
{
    [Fact]
    public async Task Read_MistakeInOneSource_FailsTheRun_MarksTheSource_AndTheOthersAreRead()
    {
        await using var world = await PollWorld.StartAsync();
        var broken = new Reader { Failure = new InvalidOperationException("a mistake of ours") };
        var other = new Reader();

        await Assert.ThrowsAsync<InvalidOperationException>(() => Refresh(world, (FeedSource.Entra, broken), (FeedSource.Okta, other))
            .ReadAsync(world.Now, CancellationToken.None));

        Assert.Equal("okta", Assert.Single(await world.ReadAsync(db => db.Roster)).Source);
        var failed = Assert.Single(await world.ReadAsync(db => db.RosterSources.Where(source => source.Name == "entra")));
        Assert.Equal((PollWorld.Start, "the reading broke off"), (failed.LastFailedAt, failed.LastFailure));
        var feed = Assert.Single(await world.ReadAsync(db => db.FeedHealth.Where(row => row.Source == FeedSource.Entra)));
        Assert.True(feed.IsLasting);
        Assert.Contains(
            world.Datadog.Points,
            point => point.Metric == "oauthattest.roster.failed" && point.Tags.Contains("source:entra"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_FailsAfterASuccess_ARefusalMarksTheSourceAtOnceAndAnOutageDoesNot(bool isRefused)
    {
        await using var world = await PollWorld.StartAsync();
        var reader = new Reader();
        var refresh = Refresh(world, (FeedSource.Okta, reader));
        await refresh.ReadAsync(world.Now, CancellationToken.None);
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        reader.Failure = isRefused
            ? new ProviderRejectedException(403, "Okta refuses (HTTP 403)")
            : new ProviderUnavailableException("Okta: HTTP 500");

        await refresh.ReadAsync(world.Now, CancellationToken.None);

        var source = Assert.Single(await world.ReadAsync(db => db.RosterSources));
        Assert.Equal(isRefused ? PollWorld.Start.AddMinutes(15) : null, source.LastFailedAt);
        Assert.Equal(PollWorld.Start, source.LastSucceededAt);
    }

    [Fact]
    public async Task Read_RefusedAgainAndAgain_IsOneAuditEntry()
    {
        await using var world = await PollWorld.StartAsync();
        var reader = new Reader { Failure = new ProviderRejectedException(403, "Okta refuses (HTTP 403)") };
        var refresh = Refresh(world, (FeedSource.Okta, reader));
        for (var run = 0; run < 4; run++)
        {
            await refresh.ReadAsync(world.Now, CancellationToken.None);
            world.Clock.Advance(TimeSpan.FromMinutes(15));
        }

        Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == AuditKinds.RosterFailed)));
        var source = Assert.Single(await world.ReadAsync(db => db.RosterSources));
        Assert.Equal(PollWorld.Start.AddMinutes(45), source.LastFailedAt);
    }

    [Fact]
    public async Task Read_ProviderAsksForAPause_IsNotAskedBeforeItsEnd()
    {
        await using var world = await PollWorld.StartAsync();
        var reader = new Reader
        {
            Failure = new ProviderUnavailableException("Okta: HTTP 429", TimeSpan.FromMinutes(20)),
        };
        var refresh = Refresh(world, (FeedSource.Okta, reader));
        await refresh.ReadAsync(world.Now, CancellationToken.None);
        reader.Failure = null;
        world.Clock.Advance(TimeSpan.FromMinutes(15));

        await refresh.ReadAsync(world.Now, CancellationToken.None);
        Assert.Equal(1, reader.Reads);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        await refresh.ReadAsync(world.Now, CancellationToken.None);

        Assert.Equal(2, reader.Reads);
        Assert.Single(await world.ReadAsync(db => db.Roster));
    }

    [Fact]
    public async Task Import_ReadingThatBeganBeforeTheStoredOne_ChangesNothing()
    {
        await using var world = await PollWorld.StartAsync();
        var import = world.Service<RosterImport>();
        var guard = new RosterGuard(0.5, "Roster:MaxLoss");
        var reader = new Reader();
        await import.ImportAsync("okta", reader, new ImportOptions { Actor = "timer" }, CancellationToken.None, guard);
        await world.ExecuteAsync("UPDATE roster_sources SET last_succeeded_at = last_succeeded_at + interval '1 second'");
        reader.Who = "other@example.com";

        var result = await import.ImportAsync("okta", reader, new ImportOptions { Actor = "timer" }, CancellationToken.None, guard);

        Assert.True(result.IsOvertaken);
        Assert.Equal("boss@example.com", Assert.Single(await world.ReadAsync(db => db.Roster)).Email);
        var source = Assert.Single(await world.ReadAsync(db => db.RosterSources));
        Assert.Equal(PollWorld.Start.AddSeconds(1), source.LastSucceededAt);
    }

    private static RosterRefresh Refresh(PollWorld world, params IEnumerable<(FeedSource Source, Reader Reader)> sources) =>
        new(
            new RosterFeeds(sources.Select(each => new RosterFeed(each.Source, () => each.Reader))),
            world.Service<RosterImport>(),
            world.Service<FeedHealthBook>(),
            world.Service<FailureMetrics>(),
            new NoTelemetry(),
            world.Service<IOptions<RosterOptions>>(),
            NullLogger<RosterRefresh>.Instance
        );

    /// <summary>Lists one person.</summary>
    private sealed class Reader : IRosterReader
    {
        public string Kind => "test";

        public Exception? Failure { get; set; }

        public string Who { get; set; } = "boss@example.com";

        public int Reads { get; private set; }

        public async Task<IReadOnlyList<RosterRecord>> ReadAsync(Reading reading, CancellationToken cancellation)
        {
            Reads++;
            await Task.Yield();
            return Failure is null
                ? [new RosterRecord(null, null, Who, "Boss", RosterCategory.Executive, "CEO")]
                : throw Failure;
        }
    }
}
