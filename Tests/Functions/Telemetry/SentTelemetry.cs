using System.Collections.Concurrent;
using System.Text;
using Microsoft.ApplicationInsights.Channel;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Extensibility.Implementation;
using Microsoft.ApplicationInsights.WorkerService;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OAuthAttest.Functions.Telemetry;

namespace OAuthAttest.Tests.Functions.Telemetry;

/// <summary>Application Insights as the app configures it, with a channel that keeps the serialized items and sends nothing.</summary>
internal sealed class SentTelemetry : ITelemetryChannel
{
    /// <summary>Tests run one at a time: with several HTTP listeners in a process, the library notifies only the first.</summary>
    public const string Collection = "Application Insights";

    public const string InstrumentationKey = "11111111-2222-3333-4444-555555555555";
    public const string ConnectionString = $"InstrumentationKey={InstrumentationKey};IngestionEndpoint=https://telemetry.example.com/";

    private readonly ConcurrentQueue<(ITelemetry Item, string Wire)> sent = new();

    /// <summary>Runs before an item is kept: a channel that hangs or fails.</summary>
    public Action<ITelemetry> OnSend { get; set; } = _ => { };

    public IReadOnlyList<EventTelemetry> Events => [.. sent.Select(pair => pair.Item).OfType<EventTelemetry>()];

    public IReadOnlyList<MetricTelemetry> Metrics => [.. sent.Select(pair => pair.Item).OfType<MetricTelemetry>()];

    public IReadOnlyList<DependencyTelemetry> Dependencies => [.. sent.Select(pair => pair.Item).OfType<DependencyTelemetry>()];

    /// <summary>One JSON document per item.</summary>
    public IReadOnlyList<string> Wire => [.. sent.Select(pair => pair.Wire)];

    public bool? DeveloperMode { get; set; }

    public string? EndpointAddress { get; set; }

    /// <param name="withEveryTrace">Includes the log lines that the app's filter drops.</param>
    /// <param name="collects">Whether the library's own collectors run; they see every HTTP call of the process.</param>
    public void AddTo(IServiceCollection services, bool withEveryTrace = true, bool collects = true)
    {
        services.AddTelemetry(Settings());
        services.AddSingleton<ITelemetryChannel>(this);
        // The tests count items, so sampling is off.
        services.Configure<ApplicationInsightsServiceOptions>(options =>
        {
            options.EnableAdaptiveSampling = false;
            options.EnableDependencyTrackingTelemetryModule &= collects;
            options.EnablePerformanceCounterCollectionModule &= collects;
            options.EnableEventCounterCollectionModule &= collects;
            options.EnableHeartbeat &= collects;
        });
        if (!withEveryTrace)
            return;
        services.Configure<LoggerFilterOptions>(options =>
        {
            options.Rules.Clear();
            options.MinLevel = LogLevel.Information;
            options.AddFilter("OAuthAttest", LogLevel.Trace);
        });
    }

    public static IConfiguration Settings(string connection = ConnectionString) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [TelemetryRegistration.ConnectionSetting] = connection })
            .Build();

    public void Send(ITelemetry item)
    {
        OnSend(item);
        sent.Enqueue((item, Encoding.UTF8.GetString(JsonSerializer.Serialize([item], compress: false))));
    }

    public void Flush()
    {
    }

    public void Dispose()
    {
    }
}
