using Microsoft.DurableTask;

namespace OAuthAttest.Functions.Durable;

/// <summary>One orchestration's waits for <see cref="WakeUp"/>.</summary>
/// <param name="keepsTimers">
/// A timer that was not waited for to its end is used again when the next wait, or a later one, is until the same time: each timer is
/// two events of the history.
/// </param>
internal sealed class WakeUps(TaskOrchestrationContext context, bool keepsTimers = false) : IDisposable
{
    private readonly Dictionary<DateTimeOffset, (Task Timer, CancellationTokenSource Over)> timers = [];

    // One wait is kept over all time-outs until its event comes. Durable Task gives an event to the wait that stands in line, also
    // when that wait was cancelled, and such an event is lost.
    private Task<string>? next;

    /// <param name="until">When to wait no longer.</param>
    /// <param name="others">Each of them ends the wait too.</param>
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

    /// <summary>Nothing is waited for any more: an orchestration ends only when its timers have.</summary>
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

    /// <summary>Those that would only wake for nothing.</summary>
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
