using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Datadog;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Inbox;
using OAuthAttest.Identity.Access;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Polling;

public enum PollOutcome
{
    /// <summary>Read to the end; the watermark moved.</summary>
    Read = 1,

    NotConfigured = 2,

    /// <summary>The provider asked for a pause that is not over.</summary>
    Waiting = 3,

    /// <summary>The watermark stayed: the next poll reads the same again.</summary>
    Failed = 4,
}

/// <param name="Consents">The number read, known ones included.</param>
/// <param name="New">The number not known before: no push had reported them.</param>
public sealed record PollResult(PollOutcome Outcome, int Consents = 0, int New = 0);

/// <summary>
/// Reads a provider's log from the watermark, less the overlap, into the same inbox as the pushes. Accepted consents stay accepted when
/// a later page fails; the watermark moves only after the last page. A record that cannot be read holds it for some polls, and is then
/// set aside.
/// </summary>
public sealed partial class ConsentPoller(
    IEnumerable<IConsentFeed> feeds,
    ConsentInbox inbox,
    PollWatermarks watermarks,
    HeldRecords records,
    FeedHealthBook health,
    IDatadog datadog,
    IBusinessTelemetry telemetry,
    IOptions<PollingOptions> options,
    ILogger<ConsentPoller> logger
)
{
    private readonly Dictionary<ConsentSource, IConsentFeed> bySource = feeds.ToDictionary(feed => feed.Source);
    private readonly ConcurrentDictionary<ConsentSource, DateTimeOffset> notBefore = new();

    /// <param name="started">Called with the consents of each page, after they are committed.</param>
    /// <exception cref="Npgsql.NpgsqlException">The watermark cannot be read or written: the next poll reads it all again.</exception>
    public async Task<PollResult> PollAsync(
        ConsentSource source,
        DateTimeOffset now,
        Func<IReadOnlyList<AcceptedConsent>, CancellationToken, Task> started,
        CancellationToken cancellation
    )
    {
        var result = await TryPollAsync(source, now, started, cancellation);
        if (result.Outcome is PollOutcome.Read or PollOutcome.Failed)
            telemetry.Track(BusinessEvents.PollHasEnded(source, result.Outcome, result.Consents, result.New));
        return result;
    }

    private async Task<PollResult> TryPollAsync(
        ConsentSource source,
        DateTimeOffset now,
        Func<IReadOnlyList<AcceptedConsent>, CancellationToken, Task> started,
        CancellationToken cancellation
    )
    {
        var feed = bySource[source];
        if (!feed.IsConfigured)
            return new PollResult(PollOutcome.NotConfigured);
        if (notBefore.TryGetValue(source, out var earliest) && now < earliest)
            return new PollResult(PollOutcome.Waiting);
        var beginning = await watermarks.BeginningAsync(source, options.Value.ReachOf(source), now, cancellation);
        try
        {
            return await ReadAsync(feed, beginning, now, started, cancellation);
        }
        catch (ProviderUnavailableException e)
        {
            if (e.RetryAfter is { } wait)
                notBefore[source] = now + wait;
            return await FailAsync(source, beginning.From, now, e.Message, e.GetType().Name);
        }
        catch (Exception e) when (e is ProviderRejectedException or ConsentsNotCommittedException)
        {
            return await FailAsync(source, beginning.From, now, e.Message, e.GetType().Name);
        }
        catch (Exception e) when (e is not NpgsqlException && !cancellation.IsCancellationRequested)
        {
            // A mistake of ours: it is counted like any other failure, and stays one of the timer.
            await FailAsync(source, beginning.From, now, "the poll broke off", e.GetType().Name);
            throw;
        }
    }

    private async Task<PollResult> ReadAsync(
        IConsentFeed feed,
        PollBeginning beginning,
        DateTimeOffset now,
        Func<IReadOnlyList<AcceptedConsent>, CancellationToken, Task> started,
        CancellationToken cancellation
    )
    {
        var (consents, isNew, holding) = (0, 0, 0);
        string? firstProblem = null;
        await foreach (var page in feed.ReadAsync(beginning.From, now, cancellation))
        {
            var accepted = await inbox.AcceptAsync(page.Consents, ConsentArrival.Poll, now, cancellation);
            await started(accepted, cancellation);
            consents += accepted.Count;
            isNew += accepted.Count(consent => consent.IsNew);
            firstProblem ??= page.Unreadable.Count > 0 ? page.Unreadable[0].Problem : null;
            holding += await records.RecordAsync(feed.Source, page.Unreadable, beginning.HeldPolls, now, cancellation);
        }
        if (holding > 0)
        {
            // The others were accepted. The watermark stays, so that these are read again once they can be parsed.
            var reason = string.Create(CultureInfo.InvariantCulture, $"{holding} records could not be read; the first: {firstProblem}");
            var failed = await FailAsync(feed.Source, beginning.From, now, reason, "Unreadable", isHeld: true);
            return failed with { Consents = consents, New = isNew };
        }
        await watermarks.MoveAsync(feed.Source, now, cancellation);
        await records.ForgetReadAsync(feed.Source, cancellation);
        await health.SucceededAsync(feed.Source.Feed(), FeedPart.Poll, now, cancellation);
        if (isNew > 0)
            LogFound(logger, feed.Source, isNew, consents);
        return new PollResult(PollOutcome.Read, consents, isNew);
    }

    private async Task<PollResult> FailAsync(
        ConsentSource source,
        DateTimeOffset from,
        DateTimeOffset now,
        string reason,
        string kind,
        bool isHeld = false
    )
    {
        LogFailed(logger, source, kind, reason);
        await watermarks.StayAsync(source, from, isHeld, CancellationToken.None);
        await health.FailedAsync(source.Feed(), FeedPart.Poll, reason, now, CancellationToken.None);
        await MeasureAsync(source, now);
        return new PollResult(PollOutcome.Failed);
    }

    // Sent directly and not by the outbox: a poll that goes on failing sends it again at its next run.
    private async Task MeasureAsync(ConsentSource source, DateTimeOffset now)
    {
        if (!datadog.IsConfigured)
            return;
        try
        {
            await datadog.SendMetricsAsync(
                [new DatadogPoint("oauthattest.poll.failed", DatadogMetricType.Count, 1, now, [$"source:{source.Slug()}"])],
                CancellationToken.None
            );
        }
        catch (DatadogException e)
        {
            logger.LogInformation("Datadog was not told of the failed poll of {Source} ({ErrorType})", source, e.GetType().Name);
        }
    }

    [LoggerMessage(
        5131,
        LogLevel.Warning,
        "The log of {Source} could not be read to the end ({ErrorType}: {Reason}); the next poll reads it again from the same time"
    )]
    private static partial void LogFailed(ILogger logger, ConsentSource source, string errorType, string reason);

    [LoggerMessage(
        5130,
        LogLevel.Information,
        "The poll of {Source} found {New} consents that no push had told of, among {Consents}"
    )]
    private static partial void LogFound(ILogger logger, ConsentSource source, int @new, int consents);
}
