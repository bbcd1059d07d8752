using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OAuthAttest.Datadog;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Orchestrations;

namespace OAuthAttest.Functions.Reconciling;

/// <param name="Lost">Which orchestration is lost.</param>
/// <param name="Orchestrator">The orchestrator's name.</param>
/// <param name="Input">The input to start it with.</param>
internal sealed record Revivable(LostOrchestration Lost, string Orchestrator, object Input);

/// <summary>Starts lost orchestrations again, each under its own id, and reports it: rows, a warning, metrics.</summary>
public sealed partial class OrchestrationRevival(
    OrchestrationFailures failures,
    IDatadog datadog,
    TimeProvider clock,
    ILogger<OrchestrationRevival> logger
)
{
    private const string Metric = "oauthattest.orchestration.";
    private const int StartsAtOnce = 16;

    internal Task<int> ReviveAsync(DurableTaskClient client, IReadOnlyList<Revivable> lost, CancellationToken cancellation) =>
        ReviveAsync(
            lost,
            (one, token) => client.StartFreeAsync(one.Orchestrator, one.Lost.InstanceId, one.Input, StartOnce.Alive, token),
            cancellation
        );

    /// <param name="lost">All of one kind and one campaign.</param>
    /// <param name="start">Starts one; returns false when it already runs.</param>
    /// <returns>How many were started.</returns>
    internal async Task<int> ReviveAsync(
        IReadOnlyList<Revivable> lost,
        Func<Revivable, CancellationToken, Task<bool>> start,
        CancellationToken cancellation
    )
    {
        if (lost.Count == 0)
            return 0;
        // Counted before the start, so that an orchestration that cannot even be started counts as failed too.
        var claimed = await failures.ClaimAsync([.. lost.Select(one => one.Lost)], clock.GetUtcNow(), cancellation);
        if (claimed.Count == 0)
            return 0;
        foreach (var last in claimed.Where(one => one.IsLastTime))
            LogLastTime(logger, last.InstanceId, last.Failures);
        var ids = claimed.Select(one => one.InstanceId).ToHashSet(StringComparer.Ordinal);
        var revived = new ConcurrentBag<string>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = StartsAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(lost.Where(one => ids.Contains(one.Lost.InstanceId)), options, async (one, token) =>
        {
            if (await TryAsync(one, start, token))
                revived.Add(one.Lost.InstanceId);
        });
        await failures.RecordRevivedAsync(revived, cancellation);
        var first = lost[0].Lost;
        LogRevived(logger, first.Kind, first.Campaign, claimed.Count, revived.Count);
        await MeasureAsync(first.Kind, claimed.Count, revived.Count, cancellation);
        return revived.Count;
    }

    private async Task<bool> TryAsync(Revivable one, Func<Revivable, CancellationToken, Task<bool>> start, CancellationToken cancellation)
    {
        try
        {
            return await start(one, cancellation);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNotRevived(logger, one.Lost.InstanceId, e.GetType().Name);
            return false;
        }
    }

    /// <summary>Best effort: the rows are authoritative.</summary>
    private async Task MeasureAsync(OrchestrationKind kind, int failed, int revived, CancellationToken cancellation)
    {
        if (!datadog.IsConfigured)
            return;
        var now = clock.GetUtcNow();
        string[] tags = [$"kind:{kind.ToString().ToLowerInvariant()}"];
        try
        {
            await datadog.SendMetricsAsync(
                [
                    new(Metric + "failed", DatadogMetricType.Count, failed, now, tags),
                    new(Metric + "revived", DatadogMetricType.Count, revived, now, tags),
                ],
                cancellation
            );
        }
        catch (DatadogException e)
        {
            LogNotMeasured(logger, e.GetType().Name);
        }
    }

    [LoggerMessage(
        3352,
        LogLevel.Warning,
        "{Kind} orchestrations of campaign {Campaign}: {Failed} had failed or were missing, {Revived} were started again"
    )]
    private static partial void LogRevived(ILogger logger, OrchestrationKind kind, string? campaign, int failed, int revived);

    [LoggerMessage(
        3353,
        LogLevel.Error,
        "Orchestration {InstanceId} was found failed {Failures} times: it is started once more, and then never again by itself"
    )]
    private static partial void LogLastTime(ILogger logger, string instanceId, int failures);

    [LoggerMessage(3354, LogLevel.Warning, "Orchestration {InstanceId} could not be started again ({ErrorType})")]
    private static partial void LogNotRevived(ILogger logger, string instanceId, string errorType);

    [LoggerMessage(
        3355,
        LogLevel.Warning,
        "Datadog did not take the counts of failed orchestrations ({ErrorType}); they stand in orchestration_failures"
    )]
    private static partial void LogNotMeasured(ILogger logger, string errorType);
}
