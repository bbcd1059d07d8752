using Microsoft.DurableTask;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// Runs the channels of one incident in parallel, for histories that began before <see cref="IncidentCourse"/>. A channel that fails, or
/// whose service is down, does not delay the others: it is tried again later.
/// Runs inside the orchestrator: durable waits only.
/// </summary>
internal sealed class IncidentDispatch(TaskOrchestrationContext context, long incidentId) : IDisposable
{
    /// <summary>After so many calls and events it continues as new, so that the history stays short in large incidents.</summary>
    private const int LongHistory = 120;

    /// <summary>A channel waits up to this long by itself; for a longer wait it ends, and is started again when it is due.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    /// <summary>In a storm hundreds of consents wake it: wake-ups within this time cause one read of the tables.</summary>
    private static readonly TimeSpan BetweenReads = TimeSpan.FromSeconds(1);

    private readonly Dictionary<OutboxChannel, Task<DispatchResult>> running = [];

    /// <summary>Channels that became due while they ran: the turn may have read the tables before that work was there.</summary>
    private readonly HashSet<OutboxChannel> dueAgain = [];
    private readonly WakeUps wakeUps = new(context);
    private DateTimeOffset? nextAt;
    private DateTimeOffset? lastNews;
    private int length;

    public bool HistoryIsLong => length >= LongHistory;

    public bool AreIdle => running.Count == 0;

    /// <summary>Starts the channels that do not run.</summary>
    public void Start(IEnumerable<OutboxChannel> channels)
    {
        foreach (var channel in channels)
        {
            if (running.ContainsKey(channel))
                dueAgain.Add(channel);
            else
                running[channel] = RunAsync(channel);
        }
    }

    public void WakeAt(DateTimeOffset? at) => nextAt = at;

    /// <summary>Waits until a wake-up comes, a channel reports news, or something is due.</summary>
    public async Task AwaitNewsAsync()
    {
        var hasNews = false;
        while (!hasNews)
        {
            var latest = context.Now() + LongestSleep;
            var until = nextAt < latest ? nextAt.Value : latest;
            hasNews = await wakeUps.WaitAsync(until, [.. running.Values]);
            length++;
            hasNews |= await CollectAsync() || until <= context.Now();
        }
        await GatherAsync();
        lastNews = context.Now();
    }

    public async Task FinishAsync()
    {
        await Task.WhenAll(running.Values);
        running.Clear();
    }

    public void Dispose() => wakeUps.Dispose();

    private async Task GatherAsync()
    {
        if (lastNews is not { } last)
            return;
        while (last + BetweenReads > context.Now())
        {
            await wakeUps.WaitAsync(last + BetweenReads);
            length++;
        }
    }

    private async Task<bool> CollectAsync()
    {
        var hasNews = false;
        foreach (var (channel, task) in running.Where(pair => pair.Value.IsCompleted).ToList())
        {
            running.Remove(channel);
            var step = await task;
            hasNews |= step.HasNews | dueAgain.Remove(channel);
            if (step.NextAt is { } at && (nextAt is null || at < nextAt))
                nextAt = at;
        }
        return hasNews;
    }

    private async Task<DispatchResult> RunAsync(OutboxChannel channel)
    {
        var step = await TakeTurnAsync(channel);
        while (!step.HasNews && !HistoryIsLong && step.NextAt is { } at && at <= context.Now() + ShortWait)
        {
            if (at > context.Now())
                await context.WaitUntilAsync(at);
            step = await TakeTurnAsync(channel);
        }
        return step;
    }

    private Task<DispatchResult> TakeTurnAsync(OutboxChannel channel)
    {
        length++;
        return DispatchTurn.TakeAsync(context, incidentId, channel);
    }
}
