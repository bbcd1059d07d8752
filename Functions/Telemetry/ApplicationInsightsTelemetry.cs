using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.Extensions.Logging;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Functions.Telemetry;

/// <summary>
/// Business facts as custom events, each with metrics <c>oauthattest.{event}</c> (a count) and <c>oauthattest.{event}.{measurement}</c>.
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
        client.TrackEvent(telemetry);
        client.GetMetric(Prefix + telemetry.Name).TrackValue(1);
        foreach (var (name, value) in telemetry.Metrics)
            client.GetMetric($"{Prefix}{telemetry.Name}.{name}").TrackValue(value);
    });

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
