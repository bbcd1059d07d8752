using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.Extensions.Logging;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Functions.Telemetry;

/// <summary>
/// Business facts as custom events, each with metrics <c>oauthattest.{event}</c> (a count) and <c>oauthattest.{event}.{measurement}</c>.
/// A queue lies between the caller and the channel: a channel that blocks fills the queue, what does not fit is lost, and nobody waits.
/// </summary>
internal sealed partial class ApplicationInsightsTelemetry : IBusinessTelemetry, IAsyncDisposable
{
    internal const int Capacity = 2048;
    private const string Prefix = "oauthattest.";
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(3);

    private readonly TelemetryClient client;
    private readonly TimeProvider clock;
    private readonly ILogger<ApplicationInsightsTelemetry> logger;
    private readonly Channel<EventTelemetry> queue = Channel.CreateBounded<EventTelemetry>(new BoundedChannelOptions(Capacity) { SingleReader = true });
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
        // The queue's reader runs outside of the operation that this belongs to.
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            (telemetry.Context.Operation.Id, telemetry.Context.Operation.ParentId) = (activity.TraceId.ToHexString(), activity.SpanId.ToHexString());
        if (!queue.Writer.TryWrite(telemetry))
            Interlocked.Increment(ref lost);
    }

    /// <summary>Sends what waits, as long as that takes no longer than a shutdown can wait.</summary>
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
        // Metrics are gathered for a minute: what was gathered is sent too.
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
