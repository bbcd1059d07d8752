using Microsoft.ApplicationInsights.DependencyCollector;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Functions.Telemetry;

public static class TelemetryRegistration
{
    /// <summary>The setting that the Functions host reads too; without it nothing is collected and nothing is sent.</summary>
    public const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>
    /// Adds Application Insights where a connection string is set. The worker's default rule, that only warnings and errors are sent as
    /// traces, is kept: what is worth counting is sent as an event.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[ConnectionSetting] is not { Length: > 0 } connection)
            return services;
        var problem = ConnectionStringCheck.Problem(connection);
        services.AddOptions<TelemetryOptions>().Validate(_ => problem is null, $"{ConnectionSetting} {problem}").ValidateOnStart();
        // The library would fail the start with a stack trace; our configuration check reports the problem together with all others.
        if (problem is not null)
            return services;

        services.AddApplicationInsightsTelemetryWorkerService(options =>
        {
            options.ConnectionString = connection;
            // Live Metrics sends samples through a separate channel, and nothing here uses them.
            options.EnableQuickPulseMetricStream = false;
        });
        services.ConfigureFunctionsApplicationInsights();
        // Outside services must not receive our trace ids.
        services.ConfigureTelemetryModule<DependencyTrackingTelemetryModule>(
            (module, _) => module.SetComponentCorrelationHttpHeaders = false
        );
        services.AddApplicationInsightsTelemetryProcessor<TelemetryCleaner>();
        services.Replace(ServiceDescriptor.Singleton<IBusinessTelemetry, ApplicationInsightsTelemetry>());
        return services;
    }
}
