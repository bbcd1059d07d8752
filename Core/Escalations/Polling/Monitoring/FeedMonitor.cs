using Microsoft.Extensions.Logging;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Polling.Monitoring;

/// <summary>
/// Looks at every feed: orders a message for the security channel when one stops, and one when it works again. Called after each poll
/// and by the sweep, because a poll that never runs cannot tell.
/// </summary>
public sealed partial class FeedMonitor(
    FeedList feeds,
    FeedHealthBook health,
    FeedTroubles troubles,
    SetAsideNotices setAside,
    IBusinessTelemetry telemetry,
    ILogger<FeedMonitor> logger
)
{
    // A feed that comes and goes is told at most so often; in between only the health endpoint shows it.
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(30);

    public async Task CheckAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var listed = feeds.All.Where(feed => feed.IsOn).ToList();
        if (listed.Count == 0)
            return;
        foreach (var feed in listed)
            await health.ExpectAsync(feed.Source, feed.Part, feed.MaxAge, now, cancellation);
        var rows = await health.ReadAsync(cancellation);
        foreach (var feed in listed)
        {
            var row = rows.Single(each => (each.Source, each.Part) == (feed.Source, feed.Part));
            telemetry.Track(BusinessEvents.FeedWasChecked(row.Source, row.Part, now - row.Newest, row.Failures));
            await CheckAsync(row, row.IsDead(feed.MaxAge, feed.MaxFailures, now), now, cancellation);
        }
        await setAside.OrderAsync(now, cancellation);
    }

    private async Task CheckAsync(FeedHealth row, bool isDead, DateTimeOffset now, CancellationToken cancellation)
    {
        if (isDead && row.TroubledSince is null && !(now - row.RecoveredAt < Quiet))
        {
            if (!await troubles.OpenAsync(row, now, cancellation))
                return;
            LogTroubled(logger, row.Source, row.Part, row.LastSucceededAt, row.Failures);
            telemetry.Track(BusinessEvents.FeedIsTroubled(row.Source, row.Part));
        }
        else if (!isDead && row.TroubledSince is { } since && row.LastSucceededAt > since)
        {
            if (!await troubles.EndAsync(row, now, cancellation))
                return;
            LogRecovered(logger, row.Source, row.Part);
            telemetry.Track(BusinessEvents.FeedHasRecovered(row.Source, row.Part));
        }
    }

    [LoggerMessage(
        5136,
        LogLevel.Error,
        "The {Part} of {Source} does not work: last success {LastSucceededAt}, {Failures} failures since; the security channel is told"
    )]
    private static partial void LogTroubled(
        ILogger logger, FeedSource source, FeedPart part, DateTimeOffset? lastSucceededAt, int failures);

    [LoggerMessage(5137, LogLevel.Information, "The {Part} of {Source} works again")]
    private static partial void LogRecovered(ILogger logger, FeedSource source, FeedPart part);
}
