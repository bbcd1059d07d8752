using Microsoft.DurableTask;
using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// Runs the channels of one incident side by side, for histories that began before <see cref="IncidentCourse"/>. A channel that fails, or
/// whose service is down, holds up nobody: it comes again later.
/// Runs inside the orchestrator: durable waits only.
/// </summary>
internal sealed class IncidentDispatch(TaskOrchestrationContext context, long incidentId) : IDisposable
{
    /// <summary>Calls and events; then the history starts anew, so that it stays short however long the incident grows.</summary>
    private const int LongHistory = 120;

    /// <summary>A channel waits so long by itself; for more it ends, and is started again when it is due.</summary>
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    /// <summary>In a storm hundreds wake it: those that come within this time are one look.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Dictionary<OutboxChannel, Task<DispatchResult>> running = [];

    /// <summary>Were due while they ran: they may have read the tables before what is due was there.</summary>
    private readonly HashSet<OutboxChannel> dueAgain = [];
    private readonly WakeUps wakeUps = new(context);
    private DateTimeOffset? nextAt;
    private DateTimeOffset? lastNews;
    private int length;

    public bool HistoryIsLong => length >= LongHistory;

    public bool AreIdle => running.Count == 0;

    /// <summary>Starts those that do not run.</summary>
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

    /// <summary>Until somebody wakes it, a channel has news, or something is due.</summary>
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
        while (last + BetweenLooks > context.Now())
        {
            await wakeUps.WaitAsync(last + BetweenLooks);
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
