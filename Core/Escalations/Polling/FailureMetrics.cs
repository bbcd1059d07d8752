using Microsoft.Extensions.Logging;
using OAuthAttest.Datadog;

namespace OAuthAttest.Escalations.Polling;

/// <summary>
/// Counts in Datadog what could not be read, a provider's log or a source of the roster. Sent directly and not by the outbox: what goes on
/// failing sends it again at its next run.
/// </summary>
public sealed partial class FailureMetrics(IDatadog datadog, ILogger<FailureMetrics> logger)
{
    /// <param name="metric">The metric's whole name.</param>
    /// <param name="source">The tag's value.</param>
    /// <param name="now">When it failed.</param>
    public async Task CountAsync(string metric, string source, DateTimeOffset now)
    {
        if (!datadog.IsConfigured)
            return;
        try
        {
            var point = new DatadogPoint(metric, DatadogMetricType.Count, 1, now, [$"source:{source}"]);
            // Not with the run's token: it counts a failure of the run.
            await datadog.SendMetricsAsync([point], CancellationToken.None);
        }
        catch (DatadogException e)
        {
            LogNotCounted(logger, metric, source, e.GetType().Name);
        }
    }

    [LoggerMessage(5140, LogLevel.Information, "Datadog was not told of {Metric} of {Source} ({ErrorType})")]
    private static partial void LogNotCounted(ILogger logger, string metric, string source, string errorType);
}
