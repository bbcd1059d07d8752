using Microsoft.Extensions.Logging;
using OAuthAttest.Timers;

namespace OAuthAttest.Functions.Timers;

/// <summary>Runs the work of a timer function and records the run. Every timer function uses it.</summary>
public sealed partial class TimerRecorder(TimerRuns runs, TimeProvider clock, ILogger<TimerRecorder> logger)
{
    /// <param name="function">The function's name.</param>
    /// <param name="work">The function's work. When it fails, the run is not recorded.</param>
    public async Task RunAsync(string function, Func<Task> work, CancellationToken cancellation)
    {
        await work();
        try
        {
            await runs.RecordAsync(function, clock.GetUtcNow(), cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            // The work is done: failing to record the run must not make the run fail.
            LogNotNoted(logger, function, e.GetType().Name);
        }
    }

    [LoggerMessage(3181, LogLevel.Warning, "{Function} ran, and it could not be noted when ({ErrorType})")]
    private static partial void LogNotNoted(ILogger logger, string function, string errorType);
}
