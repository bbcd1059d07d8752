using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Functions.Durable;

/// <summary>
/// Runs what follows a commit: a wake-up, a message update, a note. It has a bounded time, and when it fails the caller still succeeds:
/// the data is committed, and the tables record what is still to be done.
/// </summary>
public sealed partial class AfterCommit(TimeProvider clock, ILogger<AfterCommit> logger)
{
    /// <summary>Enough for a wake-up, which is one message to the engine.</summary>
    private static readonly TimeSpan WakeTime = TimeSpan.FromSeconds(0.7);

    /// <summary>Never throws. Work that ignores its cancellation token is abandoned when the time is over.</summary>
    /// <param name="what">A verb for the log, as in "could not …".</param>
    /// <param name="subject">The id of what the work is about, for the log.</param>
    /// <param name="cancellation">The caller's; when the caller hangs up, that is not logged as a failure.</param>
    /// <returns>Whether the work was completed.</returns>
    public async Task<bool> TryAsync(
        string what,
        string subject,
        TimeSpan limit,
        Func<CancellationToken, Task> work,
        CancellationToken cancellation
    )
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

    /// <summary>Wakes an orchestration. One that the event does not reach wakes later by its own timer.</summary>
    public Task<bool> WakeAsync(DurableTaskClient client, string instanceId, CancellationToken cancellation) =>
        TryAsync("wake", instanceId, WakeTime, token => client.RaiseWakeUpAsync(instanceId, token), cancellation);

    [LoggerMessage(
        3105,
        LogLevel.Warning,
        "After a commit: could not {What} {Subject} ({ErrorType}); what was committed stands, and is made up for from the tables"
    )]
    private static partial void LogNotDone(ILogger logger, string what, string subject, string errorType);
}
