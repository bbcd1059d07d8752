using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthAttest.Datadog;
using OAuthAttest.Outside;

namespace OAuthAttest;

public static class DatadogRegistration
{
    /// <summary>Adds the Datadog client; the options are checked at start, and without a key nothing is sent.</summary>
    public static IServiceCollection AddDatadog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<DatadogOptions>(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IDatadog, DatadogIntake>();

        // No loggers: they would log the keys in the headers.
        services.AddHttpClient(DatadogIntake.ClientName, OutsideCall.Configure)
            .ConfigurePrimaryHttpMessageHandler(OutsideCall.Handler)
            .RemoveAllLoggers();
        return services;
    }
}
