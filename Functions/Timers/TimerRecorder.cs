using Microsoft.Extensions.Logging;
using OAuthAttest.Timers;

namespace OAuthAttest.Functions.Timers;

/// <summary>Runs what a timer function does, and keeps that it ran: every timer goes through here.</summary>
public sealed partial class TimerRecorder(TimerRuns runs, TimeProvider clock, ILogger<TimerRecorder> logger)
{
    /// <param name="function">The function's name.</param>
    /// <param name="work">What it does. When it fails, the run does not count.</param>
    public async Task RunAsync(string function, Func<Task> work, CancellationToken cancellation)
    {
        await work();
        try
        {
            await runs.RecordAsync(function, clock.GetUtcNow(), cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // The work is done: that nobody noted it must not make it a failed one.
            LogNotNoted(logger, function, e.GetType().Name);
        }
    }

    [LoggerMessage(3181, LogLevel.Warning, "{Function} ran, and it could not be noted when ({ErrorType})")]
    private static partial void LogNotNoted(ILogger logger, string function, string errorType);
}
