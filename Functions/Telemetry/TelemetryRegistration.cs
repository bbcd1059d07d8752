using Microsoft.ApplicationInsights.DependencyCollector;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Functions.Telemetry;

public static class TelemetryRegistration
{
    /// <summary>The setting that the platform knows too; without it nothing is collected and nothing is sent.</summary>
    public const string ConnectionSetting = "APPLICATIONINSIGHTS_CONNECTION_STRING";

    /// <summary>
    /// Adds Application Insights where a connection string is set. The worker's rule that only warnings and worse become traces stays:
    /// what is worth counting is an event.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration[ConnectionSetting] is not { Length: > 0 } connection)
            return services;
        var problem = ConnectionStringCheck.Problem(connection);
        services.AddOptions<TelemetryOptions>().Validate(_ => problem is null, $"{ConnectionSetting} {problem}").ValidateOnStart();
        // The library would end the start with a stack trace; the configuration check tells it with everything else.
        if (problem is not null)
            return services;

        services.AddApplicationInsightsTelemetryWorkerService(options =>
        {
            options.ConnectionString = connection;
            // It sends samples by a channel of its own, which nothing here reads.
            options.EnableQuickPulseMetricStream = false;
        });
        services.ConfigureFunctionsApplicationInsights();
        // Outside services have no business with our trace ids.
        services.ConfigureTelemetryModule<DependencyTrackingTelemetryModule>((module, _) => module.SetComponentCorrelationHttpHeaders = false);
        services.AddApplicationInsightsTelemetryProcessor<TelemetryCleaner>();
        services.Replace(ServiceDescriptor.Singleton<IBusinessTelemetry, ApplicationInsightsTelemetry>());
        return services;
    }
}
