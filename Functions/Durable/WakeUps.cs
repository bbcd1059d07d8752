using Microsoft.DurableTask;

namespace OAuthAttest.Functions.Durable;

/// <summary>One orchestration's waits for <see cref="WakeUp"/>.</summary>
internal sealed class WakeUps(TaskOrchestrationContext context)
{
    // One wait is kept over all time-outs until its event comes. Durable Task gives an event to the wait that stands in line, also
    // when that wait was cancelled, and such an event is lost.
    private Task<string>? next;

    /// <param name="until">When to wait no longer.</param>
    /// <param name="others">Each of them ends the wait too.</param>
    /// <returns>True when the event came first.</returns>
    public async Task<bool> WaitAsync(DateTimeOffset until, params IReadOnlyCollection<Task> others)
    {
        next ??= context.WaitForExternalEvent<string>(WakeUp.EventName);
        using var over = new CancellationTokenSource();
        var timer = context.CreateTimer(until.UtcDateTime, over.Token);
        var first = await Task.WhenAny([next, timer, .. others]);
        if (first == timer)
            return false;
        var woken = first == next;
        if (woken)
            next = null;
#pragma warning disable CA1849, MA0042 // CancelAsync hands over to the thread pool: an orchestrator may await durable tasks only.
        over.Cancel();
#pragma warning restore CA1849, MA0042
        return woken;
    }
}
