using Microsoft.DurableTask;

namespace OAuthAttest.Functions.Durable;

/// <summary>One orchestration's waits for <see cref="WakeUp"/>.</summary>
/// <param name="keepsTimers">
/// Keeps a timer whose wait ended early, and uses it again when a later wait has the same end: each timer costs two events of the
/// history.
/// </param>
internal sealed class WakeUps(TaskOrchestrationContext context, bool keepsTimers = false) : IDisposable
{
    private readonly Dictionary<DateTimeOffset, (Task Timer, CancellationTokenSource Over)> timers = [];

    // The same wait is kept over all time-outs until its event comes. Durable Task gives an event to a registered wait even when that
    // wait was cancelled, and then the event is lost.
    private Task<string>? next;

    /// <param name="until">When the wait ends without an event.</param>
    /// <param name="others">The wait also ends when any of these tasks completes.</param>
    /// <returns>True when the event came first.</returns>
    public async Task<bool> WaitAsync(DateTimeOffset until, params IReadOnlyCollection<Task> others)
    {
        next ??= context.WaitForExternalEvent<string>(WakeUp.EventName);
        DropBefore(until);
        for (var isRest = false; ; isRest = true)
        {
            var timer = TimerOf(until, isRest);
            var first = await Task.WhenAny([next, timer, .. others]);
            if (first == timer)
            {
                Drop(until);
                if (context.Now() < until)
                    continue;
                return false;
            }
            var woken = first == next;
            if (woken)
                next = null;
            if (!keepsTimers)
                Drop(until);
            return woken;
        }
    }

    /// <summary>Cancels all timers: an orchestration does not end before its timers have.</summary>
    public void Dispose() => DropBefore(DateTimeOffset.MaxValue);

    private Task TimerOf(DateTimeOffset until, bool isRest)
    {
        if (timers.TryGetValue(until, out var kept))
            return kept.Timer;
        var over = new CancellationTokenSource();
        var timer = context.Timer(until, isRest, over.Token);
        timers.Add(until, (timer, over));
        return timer;
    }

    /// <summary>Cancels earlier timers, which would wake the orchestration for nothing.</summary>
    private void DropBefore(DateTimeOffset until)
    {
        foreach (var earlier in timers.Keys.Where(each => each < until).Order().ToList())
            Drop(earlier);
    }

    private void Drop(DateTimeOffset until)
    {
        if (!timers.Remove(until, out var dropped))
            return;
#pragma warning disable CA1849, MA0042 // CancelAsync hands over to the thread pool: an orchestrator may await durable tasks only.
        dropped.Over.Cancel();
#pragma warning restore CA1849, MA0042
        dropped.Over.Dispose();
    }
}
