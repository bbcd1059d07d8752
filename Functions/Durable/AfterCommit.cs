using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Functions.Durable;

/// <summary>
/// What follows a commit: a wake-up, a repaint, a note. It has a bounded time, and whatever becomes of it, the caller goes on, for what
/// was committed stands and the tables say what is still to be done.
/// </summary>
public sealed partial class AfterCommit(TimeProvider clock, ILogger<AfterCommit> logger)
{
    /// <summary>A wake-up is one message to the engine.</summary>
    private static readonly TimeSpan WakeTime = TimeSpan.FromSeconds(0.7);

    /// <summary>Never throws. Work that does not heed its token is left behind when the time is over.</summary>
    /// <param name="what">As in "could not …".</param>
    /// <param name="subject">What it is about: an id of ours.</param>
    /// <param name="cancellation">The caller's; one that hung up is no failure.</param>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> TryAsync(string what, string subject, TimeSpan limit, Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await work(either.Token).WaitAsync(either.Token);
            return true;
        }
        catch (Exception e)
        {
            if (!cancellation.IsCancellationRequested)
                LogNotDone(logger, what, subject, e.GetType().Name);
            return false;
        }
    }

    /// <summary>Wakes an orchestration; one that is not reached looks at the tables by itself.</summary>
    public Task<bool> WakeAsync(DurableTaskClient client, string instanceId, CancellationToken cancellation) =>
        TryAsync("wake", instanceId, WakeTime, token => client.RaiseWakeUpAsync(instanceId, token), cancellation);

    [LoggerMessage(3105, LogLevel.Warning, "After a commit: could not {What} {Subject} ({ErrorType}); what was committed stands, and is made up for from the tables")]
    private static partial void LogNotDone(ILogger logger, string what, string subject, string errorType);
}
