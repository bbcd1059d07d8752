using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace OAuthAttest.Telemetry;

public static class TelemetryDefaults
{
    /// <summary>Telemetry is off unless a host turns it on.</summary>
    public static IServiceCollection AddNoTelemetry(this IServiceCollection services)
    {
        services.TryAddSingleton<IBusinessTelemetry, NoTelemetry>();
        return services;
    }
}
