using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Configuration;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Rosters;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.RosterReading;

/// <summary>
/// Reads each source of the roster and replaces what is stored of it, each for itself. An outage leaves the stored version as it is
/// until the feed counts as dead; a refusal, or a reading that is held, marks the source as failed at once.
/// </summary>
public sealed partial class RosterRefresh(
    RosterFeeds feeds,
    RosterImport import,
    FeedHealthBook health,
    FailureMetrics failures,
    IBusinessTelemetry telemetry,
    IOptions<RosterOptions> options,
    ILogger<RosterRefresh> logger
)
{
    private const string Actor = "timer";
    private const string FailedMetric = "oauthattest.roster.failed";
    private readonly ConcurrentDictionary<FeedSource, DateTimeOffset> notBefore = new();

    /// <exception cref="NpgsqlException">The app's database cannot be reached: the next run reads all again.</exception>
    public async Task ReadAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        ExceptionDispatchInfo? mistake = null;
        foreach (var feed in feeds.All)
        {
            if (notBefore.TryGetValue(feed.Source, out var earliest) && now < earliest)
                continue;
            try
            {
                await ReadAsync(feed, now, cancellation);
            }
            catch (Exception e) when (e is not NpgsqlException && !cancellation.IsCancellationRequested)
            {
                // A mistake of ours: the others are read all the same, and the timer's run fails.
                await FailAsync(feed, "the reading broke off", e.GetType().Name, isPassing: false, now);
                mistake ??= ExceptionDispatchInfo.Capture(e);
            }
        }
        mistake?.Throw();
    }

    private async Task ReadAsync(RosterFeed feed, DateTimeOffset now, CancellationToken cancellation)
    {
        try
        {
            var guard = new RosterGuard(options.Value.MaxLoss, SettingKey.Of<RosterOptions>(roster => roster.MaxLoss));
            var result = await import.ImportAsync(feed.Name, feed.Open(), new ImportOptions { Actor = Actor }, cancellation, guard);
            await health.SucceededAsync(feed.Source, FeedPart.Roster, now, cancellation);
            telemetry.Track(BusinessEvents.RosterWasRead(feed.Source, isComplete: true, result.Entries, result.New));
            if (result.New > 0)
                LogNew(logger, feed.Name, result.New, result.Entries);
        }
        catch (ProviderUnavailableException e)
        {
            if (e.RetryAfter is { } wait)
                notBefore[feed.Source] = now + wait;
            await FailAsync(feed, e.Message, e.GetType().Name, isPassing: true, now);
        }
        catch (ProviderRejectedException e)
        {
            await FailAsync(feed, e.Message, e.GetType().Name, isPassing: false, now);
        }
        catch (InventoryRejectedException e)
        {
            await FailAsync(feed, e.Message, e.GetType().Name, isPassing: false, now, isMarked: true);
        }
    }

    /// <param name="isMarked">The import has marked the source as failed, with more details.</param>
    private async Task FailAsync(
        RosterFeed feed,
        string reason,
        string kind,
        bool isPassing,
        DateTimeOffset now,
        bool isMarked = false
    )
    {
        LogFailed(logger, feed.Name, kind, reason);
        telemetry.Track(BusinessEvents.RosterWasRead(feed.Source, isComplete: false, 0, 0));
        await health.FailedAsync(feed.Source, FeedPart.Roster, reason, now, CancellationToken.None, isLasting: !isPassing);
        if (!isMarked && (!isPassing || await IsDeadAsync(feed, now)))
            await import.FailAsync(feed.Name, "timer", reason, Actor, now, isByPerson: false);
        await failures.CountAsync(FailedMetric, feed.Name, now);
    }

    /// <summary>Whether the stored version may no longer say that somebody is a standard user. One that was never read may not.</summary>
    private async Task<bool> IsDeadAsync(RosterFeed feed, DateTimeOffset now)
    {
        var rows = await health.ReadAsync(CancellationToken.None);
        var row = rows.Single(each => (each.Source, each.Part) == (feed.Source, FeedPart.Roster));
        return row.LastSucceededAt is null || row.IsDead(options.Value.MaxAge, options.Value.MaxFailures, now);
    }

    [LoggerMessage(5138, LogLevel.Warning, "The roster could not be read from {Source} ({ErrorType}: {Reason}); the version before stays")]
    private static partial void LogFailed(ILogger logger, string source, string errorType, string reason);

    [LoggerMessage(5139, LogLevel.Information, "The roster of {Source} lists {New} accounts that it did not list before, of {Entries}")]
    private static partial void LogNew(ILogger logger, string source, long @new, int entries);
}
