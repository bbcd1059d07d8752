using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using OAuthAttest.Escalations.Consents.Reading;

namespace OAuthAttest.Escalations.Consents.Inbox;

/// <summary>
/// Where consents are accepted: what <see cref="AcceptAsync"/> answers is committed. Deliveries that come while a transaction is under
/// way are gathered into the next one, so that many cost few flushes to disk; one that comes alone waits for nobody.
/// </summary>
public sealed partial class ConsentInbox : IAsyncDisposable
{
    private const int Capacity = 4096;
    private const int LargestGroup = 256;
    private const int MostEventsOfAGroup = 1000;
    private static readonly TimeSpan BurstPause = TimeSpan.FromSeconds(1);

    private readonly ConsentWriter writer;
    private readonly ILogger<ConsentInbox> logger;
    private readonly Channel<InboxItem> queue = Channel.CreateBounded<InboxItem>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private readonly Task loop;

    public ConsentInbox(NpgsqlDataSource source, ILogger<ConsentInbox> logger)
    {
        writer = new ConsentWriter(source);
        this.logger = logger;
        loop = Task.Run(RunAsync);
    }

    /// <summary>Commits what one delivery or one page of a poll tells: all of it, or nothing.</summary>
    /// <param name="now">When it came.</param>
    /// <param name="cancellation">Stops the waiting; what was queued is committed all the same.</param>
    /// <returns>One for each key, in the order they first appear.</returns>
    /// <exception cref="ConsentsNotCommittedException">Nothing was accepted.</exception>
    public async Task<IReadOnlyList<AcceptedConsent>> AcceptAsync(IReadOnlyList<ConsentEvent> events, ConsentArrival arrival, DateTimeOffset now, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (events.Count == 0)
            return [];
        var item = new InboxItem(OneAKey(events), arrival, ConsentText.Instant(now));
        if (!queue.Writer.TryWrite(item))
            throw new ConsentsNotCommittedException(queue.Reader.Completion.IsCompleted || loop.IsCompleted ? "The inbox is closed." : "Too many deliveries wait to be committed.");
        return await item.Completion.WaitAsync(cancellation);
    }

    /// <summary>Commits what waits, and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
        await writer.DisposeAsync();
    }

    private static List<ConsentEvent> OneAKey(IReadOnlyList<ConsentEvent> events)
    {
        if (events.Count == 1)
            return [ConsentText.Bounded(events[0])];
        var joined = new List<ConsentEvent>(events.Count);
        var places = new Dictionary<(ConsentSource, string), int>();
        foreach (var told in events)
        {
            var bounded = ConsentText.Bounded(told);
            if (places.TryAdd((bounded.Source, bounded.EventKey), joined.Count))
                joined.Add(bounded);
            else
                joined[places[(bounded.Source, bounded.EventKey)]] = ConsentMerge.Join(joined[places[(bounded.Source, bounded.EventKey)]], bounded);
        }
        return joined;
    }

    private async Task RunAsync()
    {
        var group = new List<InboxItem>(LargestGroup);
        while (await WaitToReadAsync())
        {
            var events = 0;
            while (group.Count < LargestGroup && events < MostEventsOfAGroup && queue.Reader.TryRead(out var item))
            {
                group.Add(item);
                events += item.Consents.Count;
            }
            await WriteAsync(group);
            group.Clear();
        }
    }

    private async Task<bool> WaitToReadAsync()
    {
        var more = queue.Reader.WaitToReadAsync().AsTask();
        try
        {
            return await more.WaitAsync(BurstPause);
        }
        catch (TimeoutException)
        {
            await writer.ReleaseAsync();
            return await more;
        }
    }

    private async Task WriteAsync(List<InboxItem> group)
    {
        try
        {
            await CommitAsync(group);
        }
        catch (Exception refused) when (group.Count > 1 && !IsOutage(refused))
        {
            // One that cannot be written must not take the others with it.
            LogOneByOne(logger, group.Count, refused.GetType().Name);
            foreach (var item in group)
                await WriteAsync([item]);
        }
        catch (Exception failure)
        {
            LogFailed(logger, group.Count, failure.GetType().Name, (failure as PostgresException)?.SqlState ?? "");
            var reason = new ConsentsNotCommittedException("The database did not take it.", failure);
            foreach (var item in group)
                item.Fail(reason);
        }
    }

    private async Task CommitAsync(List<InboxItem> group)
    {
        IReadOnlyList<IReadOnlyList<AcceptedConsent>> answers;
        try
        {
            answers = await writer.WriteAsync(group, CancellationToken.None);
        }
        catch (NpgsqlException passing) when (passing.IsTransient)
        {
            // A pooled connection whose server went away, or a deadlock: once more, at once. A commit whose answer was lost is found to be known.
            answers = await writer.WriteAsync(group, CancellationToken.None);
        }
        for (var i = 0; i < group.Count; i++)
            group[i].Complete(answers[i]);
    }

    // What the server says about one statement is no outage, unless it is going down (57P), out of resources (53) or cannot be reached (08).
    private static bool IsOutage(Exception failure) => failure is NpgsqlException
        && (failure is not PostgresException said || said.SqlState.StartsWith("57P", StringComparison.Ordinal)
            || said.SqlState.StartsWith("53", StringComparison.Ordinal) || said.SqlState.StartsWith("08", StringComparison.Ordinal));

    [LoggerMessage(5101, LogLevel.Warning, "A group of {Count} deliveries of consents could not be committed ({ErrorType}); they are committed one by one")]
    private static partial void LogOneByOne(ILogger logger, int count, string errorType);

    [LoggerMessage(5102, LogLevel.Error, "{Count} deliveries of consents could not be committed ({ErrorType} {SqlState}); their senders were told to try again")]
    private static partial void LogFailed(ILogger logger, int count, string errorType, string sqlState);
}
