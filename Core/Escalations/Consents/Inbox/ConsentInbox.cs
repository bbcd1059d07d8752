using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>
/// Accepts consents: what <see cref="AcceptAsync"/> returns is committed. Deliveries that arrive during a transaction are gathered into
/// the next one, so that many deliveries cost few flushes to disk; a single delivery is written at once.
/// </summary>
public sealed partial class ConsentInbox : IAsyncDisposable
{
    private const int Capacity = 4096;
    private const int LargestGroup = 256;
    private const int MostEventsOfAGroup = 1000;
    private static readonly TimeSpan BurstPause = TimeSpan.FromSeconds(1);

    private readonly ConsentWriter writer;
    private readonly IBusinessTelemetry telemetry;
    private readonly ILogger<ConsentInbox> logger;
    private readonly GroupCommit<InboxItem, IReadOnlyList<AcceptedConsent>> group;

    /// <param name="early">Null: every consent is decided about later.</param>
    public ConsentInbox(
        NpgsqlDataSource source,
        IBusinessTelemetry telemetry,
        ILogger<ConsentInbox> logger,
        IEarlyDecisions? early = null
    )
    {
        writer = new ConsentWriter(source, early, telemetry);
        (this.telemetry, this.logger) = (telemetry, logger);
        group = new GroupCommit<InboxItem, IReadOnlyList<AcceptedConsent>>(WriteAsync, new GroupCommitOptions<InboxItem>
        {
            Capacity = Capacity,
            LargestGroup = LargestGroup,
            LargestWeight = MostEventsOfAGroup,
            Weight = item => item.Consents.Count,
            IdleAfter = BurstPause,
            OnIdle = writer.ReleaseAsync,
            ConcernsAll = IsOutage,
            OnSplit = (count, refused) => LogOneByOne(logger, count, refused.GetType().Name),
            OnFailure = Fail,
        });
    }

    /// <summary>Commits the consents of one delivery or of one page of a poll: all of them, or none.</summary>
    /// <param name="now">When the delivery arrived.</param>
    /// <param name="cancellation">Only stops the waiting: what was queued is committed all the same.</param>
    /// <returns>One result for each key, in the order in which the keys first appear.</returns>
    /// <exception cref="ConsentsNotCommittedException">Nothing was accepted.</exception>
    public async Task<IReadOnlyList<AcceptedConsent>> AcceptAsync(
        IReadOnlyList<ConsentEvent> events,
        ConsentArrival arrival,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        if (events.Count == 0)
            return [];
        var item = new InboxItem(OneAKey(events, now), arrival, ConsentText.Instant(now));
        if (!group.TryEnqueue(item, out var commit))
            throw new ConsentsNotCommittedException(group.IsClosed ? "The inbox is closed." : "Too many deliveries wait to be committed.");
        var accepted = await commit.WaitAsync(cancellation);
        var taken = accepted.Count(consent => !consent.IsConflict);
        if (events[0].Source != ConsentSource.Drill && taken > 0)
        {
            telemetry.Track(
                BusinessEvents.ConsentsReceived(events[0].Source, arrival, taken, accepted.Count(consent => consent.IsNew))
            );
        }
        return accepted;
    }

    /// <summary>Commits what is queued, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await group.DisposeAsync();
        await writer.DisposeAsync();
    }

    private static List<ConsentEvent> OneAKey(IReadOnlyList<ConsentEvent> events, DateTimeOffset now)
    {
        if (events.Count == 1)
            return [Checked(events[0], now)];
        var joined = new List<ConsentEvent>(events.Count);
        var places = new Dictionary<(ConsentSource, string), int>();
        foreach (var told in events)
        {
            var consent = Checked(told, now);
            if (places.TryGetValue((consent.Source, consent.EventKey), out var known) && ConsentContent.IsApart(joined[known], consent))
                consent = ConsentContent.Apart(consent);
            if (places.TryAdd((consent.Source, consent.EventKey), joined.Count))
            {
                joined.Add(consent);
                continue;
            }
            var place = places[(consent.Source, consent.EventKey)];
            joined[place] = ConsentMerge.Join(joined[place], consent);
        }
        return joined;
    }

    private static ConsentEvent Checked(ConsentEvent told, DateTimeOffset now) => ConsentText.NotAhead(ConsentText.Bounded(told), now);

    private async Task<IReadOnlyList<IReadOnlyList<AcceptedConsent>>> WriteAsync(
        IReadOnlyList<InboxItem> items,
        CancellationToken cancellation
    )
    {
        try
        {
            return await writer.WriteAsync(items, cancellation);
        }
        catch (NpgsqlException passing) when (passing.IsTransient)
        {
            // The pooled connection was dead, or there was a deadlock: try once more, at once. If the commit succeeded but its answer was
            // lost, the second attempt finds the consents as known.
            return await writer.WriteAsync(items, cancellation);
        }
    }

    private ConsentsNotCommittedException Fail(int count, Exception failure)
    {
        LogFailed(logger, count, failure.GetType().Name, (failure as PostgresException)?.SqlState ?? "");
        telemetry.Track(BusinessEvents.ConsentsNotCommitted(count));
        return new ConsentsNotCommittedException("The database did not take it.", failure);
    }

    // An error about one statement is no outage, unless the server is shutting down (57P), out of resources (53) or unreachable (08).
    private static bool IsOutage(Exception failure) => failure is NpgsqlException
        && (failure is not PostgresException said || said.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || said.SqlState.StartsWith("53", StringComparison.Ordinal) || said.SqlState.StartsWith("08", StringComparison.Ordinal)
            || DatabaseOutage.IsLimit(said.SqlState));

    [LoggerMessage(
        5101,
        LogLevel.Warning,
        "A group of {Count} deliveries of consents could not be committed ({ErrorType}); they are committed one by one"
    )]
    private static partial void LogOneByOne(ILogger logger, int count, string errorType);

    [LoggerMessage(
        5102,
        LogLevel.Error,
        "{Count} deliveries of consents could not be committed ({ErrorType} {SqlState}); their senders were told to try again"
    )]
    private static partial void LogFailed(ILogger logger, int count, string errorType, string sqlState);
}
