using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
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
/// Reads a provider's logs, each from its watermark, less the overlap, into the same inbox as the pushes. Accepted consents stay
/// accepted when a later page fails; the watermark moves only after the last page. A record that cannot be read holds it for some polls,
/// and is then set aside.
/// </summary>
public sealed partial class ConsentPoller(
    IEnumerable<IConsentFeed> feeds,
    ConsentInbox inbox,
    PollWatermarks watermarks,
    HeldRecords records,
    FeedHealthBook health,
    FailureMetrics failures,
    IBusinessTelemetry telemetry,
    IOptions<PollingOptions> options,
    ILogger<ConsentPoller> logger
)
{
    private const string FailedMetric = "oauthattest.poll.failed";

    private static readonly PollOutcome[] WorstFirst =
        [PollOutcome.Failed, PollOutcome.Read, PollOutcome.Waiting, PollOutcome.NotConfigured];

    private readonly ILookup<ConsentSource, IConsentFeed> bySource = feeds.OrderBy(feed => feed.Part).ToLookup(feed => feed.Source);
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
        PollResult? result = null;
        Exception? mistake = null;
        foreach (var feed in bySource[source])
        {
            try
            {
                var one = await TryPollAsync(feed, now, started, cancellation);
                result = result is null ? one : Together(result, one);
            }
            catch (Exception e) when (e is not NpgsqlException && !cancellation.IsCancellationRequested)
            {
                // The source's other logs are read all the same.
                mistake ??= e;
            }
        }
        if (mistake is not null)
            ExceptionDispatchInfo.Throw(mistake);
        if (result is null)
            throw new InvalidOperationException($"{source} is not polled.");
        if (result.Outcome is PollOutcome.Read or PollOutcome.Failed)
            telemetry.Track(BusinessEvents.PollHasEnded(source, result.Outcome, result.Consents, result.New));
        return result;
    }

    /// <summary>Of several logs of one source: the worst that happened.</summary>
    private static PollResult Together(PollResult a, PollResult b) => new(
        WorstFirst.First(outcome => a.Outcome == outcome || b.Outcome == outcome),
        a.Consents + b.Consents,
        a.New + b.New);

    private async Task<PollResult> TryPollAsync(
        IConsentFeed feed,
        DateTimeOffset now,
        Func<IReadOnlyList<AcceptedConsent>, CancellationToken, Task> started,
        CancellationToken cancellation
    )
    {
        var source = feed.Source;
        if (!feed.IsConfigured)
            return new PollResult(PollOutcome.NotConfigured);
        if (notBefore.TryGetValue(source, out var earliest) && now < earliest)
            return new PollResult(PollOutcome.Waiting);
        var beginning = await watermarks.BeginningAsync(source, feed.Part, options.Value.ReachOf(source), now, cancellation);
        try
        {
            return await ReadAsync(feed, beginning, now, started, cancellation);
        }
        catch (ProviderUnavailableException e)
        {
            if (e.RetryAfter is { } wait)
                notBefore[source] = now + wait;
            return await FailAsync(feed, beginning.From, now, e.Message, e.GetType().Name);
        }
        catch (Exception e) when (e is ProviderRejectedException or ConsentsNotCommittedException)
        {
            return await FailAsync(feed, beginning.From, now, e.Message, e.GetType().Name);
        }
        catch (Exception e) when (e is not NpgsqlException && !cancellation.IsCancellationRequested)
        {
            // A mistake of ours: it is counted like any other failure, and stays one of the timer.
            await FailAsync(feed, beginning.From, now, "the poll broke off", e.GetType().Name);
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
            holding += await records.RecordAsync(feed.Source, feed.Part, page.Unreadable, beginning.HeldPolls, now, cancellation);
        }
        if (holding > 0)
        {
            // The others were accepted. The watermark stays, so that these are read again once they can be parsed.
            var reason = string.Create(CultureInfo.InvariantCulture, $"{holding} records could not be read; the first: {firstProblem}");
            var failed = await FailAsync(feed, beginning.From, now, reason, "Unreadable", isHeld: true);
            return failed with { Consents = consents, New = isNew };
        }
        await watermarks.MoveAsync(feed.Source, feed.Part, now, cancellation);
        await records.ForgetReadAsync(feed.Source, feed.Part, cancellation);
        await health.SucceededAsync(feed.Source.Feed(), feed.Part, now, cancellation);
        if (isNew > 0)
            LogFound(logger, feed.Source, isNew, consents);
        return new PollResult(PollOutcome.Read, consents, isNew);
    }

    private async Task<PollResult> FailAsync(
        IConsentFeed feed,
        DateTimeOffset from,
        DateTimeOffset now,
        string reason,
        string kind,
        bool isHeld = false
    )
    {
        var source = feed.Source;
        LogFailed(logger, feed.Part, source, kind, reason);
        await watermarks.StayAsync(source, feed.Part, from, isHeld, CancellationToken.None);
        await health.FailedAsync(source.Feed(), feed.Part, reason, now, CancellationToken.None);
        await failures.CountAsync(FailedMetric, source.Slug(), now);
        return new PollResult(PollOutcome.Failed);
    }

    [LoggerMessage(
        5131,
        LogLevel.Warning,
        "The {Part} of {Source} could not read its log to the end ({ErrorType}: {Reason}); the next poll reads it again from the same time"
    )]
    private static partial void LogFailed(ILogger logger, FeedPart part, ConsentSource source, string errorType, string reason);

    [LoggerMessage(
        5130,
        LogLevel.Information,
        "The poll of {Source} found {New} consents that no push had told of, among {Consents}"
    )]
    private static partial void LogFound(ILogger logger, ConsentSource source, int @new, int consents);
}
