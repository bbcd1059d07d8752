using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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
/// a later page fails; the watermark moves only after the last page.
/// </summary>
public sealed partial class ConsentPoller(
    IEnumerable<IConsentFeed> feeds,
    ConsentInbox inbox,
    PollWatermarks watermarks,
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
        var from = await watermarks.BeginningAsync(source, options.Value.ReachOf(source), now, cancellation);
        try
        {
            return await ReadAsync(feed, from, now, started, cancellation);
        }
        catch (ProviderUnavailableException e)
        {
            if (e.RetryAfter is { } wait)
                notBefore[source] = now + wait;
            return await FailAsync(source, from, now, e.Message, e.GetType().Name);
        }
        catch (Exception e) when (e is ProviderRejectedException or ConsentsNotCommittedException)
        {
            return await FailAsync(source, from, now, e.Message, e.GetType().Name);
        }
    }

    private async Task<PollResult> ReadAsync(
        IConsentFeed feed,
        DateTimeOffset from,
        DateTimeOffset now,
        Func<IReadOnlyList<AcceptedConsent>, CancellationToken, Task> started,
        CancellationToken cancellation
    )
    {
        var (consents, isNew) = (0, 0);
        var unreadable = new List<string>();
        await foreach (var page in feed.ReadAsync(from, now, cancellation))
        {
            var accepted = await inbox.AcceptAsync(page.Consents, ConsentArrival.Poll, now, cancellation);
            await started(accepted, cancellation);
            consents += accepted.Count;
            isNew += accepted.Count(consent => consent.IsNew);
            unreadable.AddRange(page.Unreadable);
        }
        if (unreadable.Count > 0)
        {
            // The others were accepted. The watermark stays, so that these are read again once they can be parsed.
            var reason = string.Create(
                CultureInfo.InvariantCulture,
                $"{unreadable.Count} records could not be read; the first: {unreadable[0]}"
            );
            return await FailAsync(feed.Source, from, now, reason, "Unreadable") with { Consents = consents, New = isNew };
        }
        await watermarks.MoveAsync(feed.Source, now, now, cancellation);
        if (isNew > 0)
        {
            logger.LogInformation(
                "The poll of {Source} found {New} consents that no push had told of, among {Consents}",
                feed.Source,
                isNew,
                consents
            );
        }
        return new PollResult(PollOutcome.Read, consents, isNew);
    }

    private async Task<PollResult> FailAsync(ConsentSource source, DateTimeOffset from, DateTimeOffset now, string reason, string kind)
    {
        LogFailed(logger, source, kind, reason);
        await watermarks.FailAsync(source, from, reason, now, CancellationToken.None);
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
}
