using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Metrics;
using Microsoft.Extensions.Logging;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Functions.Telemetry;

/// <summary>
/// Business facts as custom events, each with metrics <c>oauthattest.{event}</c> (a count) and <c>oauthattest.{event}.{measurement}</c>,
/// which have the event's properties as dimensions: an alert asks for the worst of each, and events may be sampled.
/// Callers write to a queue and never wait: when the telemetry channel blocks and the queue is full, further events are dropped.
/// </summary>
internal sealed partial class ApplicationInsightsTelemetry : IBusinessTelemetry, IAsyncDisposable
{
    internal const int Capacity = 2048;
    private const string Prefix = "oauthattest.";
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(3);

    private readonly TelemetryClient client;
    private readonly TimeProvider clock;
    private readonly ILogger<ApplicationInsightsTelemetry> logger;
    private readonly Channel<EventTelemetry> queue = Channel.CreateBounded<EventTelemetry>(
        new BoundedChannelOptions(Capacity) { SingleReader = true }
    );
    private readonly Task loop;
    private long lost;

    public ApplicationInsightsTelemetry(TelemetryClient client, TimeProvider clock, ILogger<ApplicationInsightsTelemetry> logger)
    {
        (this.client, this.clock, this.logger) = (client, clock, logger);
        loop = Task.Run(RunAsync);
    }

    public void Track(BusinessEvent fact)
    {
        var telemetry = new EventTelemetry(fact.Kind.Name) { Timestamp = clock.GetUtcNow() };
        foreach (var (name, value) in fact.Properties)
            telemetry.Properties[name] = value;
        foreach (var (name, value) in fact.Measurements)
            telemetry.Metrics[name] = value;
        // Copied here, because the queue's reader runs outside of the operation that this event belongs to.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            (telemetry.Context.Operation.Id, telemetry.Context.Operation.ParentId) = (
                activity.TraceId.ToHexString(),
                activity.SpanId.ToHexString()
            );
        }
        if (!queue.Writer.TryWrite(telemetry))
            Interlocked.Increment(ref lost);
    }

    /// <summary>Sends what is queued, for at most the time that a shutdown may take.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop.WaitAsync(ShutdownTime).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        await foreach (var telemetry in queue.Reader.ReadAllAsync())
        {
            Send(telemetry);
            if (Interlocked.Exchange(ref lost, 0) is > 0 and var count)
                LogLost(logger, count);
        }
        // Metrics are aggregated for a minute; flushing sends the last minute too.
        Try(client.Flush);
    }

    private void Send(EventTelemetry telemetry) => Try(() =>
    {
        // Before the event is sent: the library then adds properties of its own to it.
        KeyValuePair<string, string>[] dimensions = [.. telemetry.Properties.OrderBy(property => property.Key, StringComparer.Ordinal)];
        client.TrackEvent(telemetry);
        Measure(Prefix + telemetry.Name, 1, dimensions);
        foreach (var (name, value) in telemetry.Metrics)
            Measure($"{Prefix}{telemetry.Name}.{name}", value, dimensions);
    });

    private void Measure(string name, double value, KeyValuePair<string, string>[] dimensions)
    {
        if (dimensions.Length > 0)
        {
            var identity = new MetricIdentifier(
                MetricIdentifier.DefaultMetricNamespace, name, [.. dimensions.Select(dimension => dimension.Key)]);
            if (
                client.GetMetric(identity).TryGetDataSeries(
                    out var series, createIfNotExists: true, [.. dimensions.Select(dimension => dimension.Value)])
            )
            {
                series.TrackValue(value);
                return;
            }
        }
        // Also what is beyond the number of values that the library keeps of a dimension: it is counted without any.
        client.GetMetric(name).TrackValue(value);
    }

    private void Try(Action send)
    {
        try
        {
            send();
        }
        catch (Exception e)
        {
            LogFailed(logger, e.GetType().Name);
        }
    }

    [LoggerMessage(3150, LogLevel.Information, "{Count} business events were lost: telemetry is slower than they come")]
    private static partial void LogLost(ILogger logger, long count);

    [LoggerMessage(3151, LogLevel.Information, "A business event could not be sent ({ErrorType})")]
    private static partial void LogFailed(ILogger logger, string errorType);
}
