using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Incidents;

public static class IncidentsRegistration
{
    /// <summary>Adds what responders act through. Needs <c>AddPersistence</c> and <c>AddPagerDuty</c>.</summary>
    public static IServiceCollection AddIncidents(this IServiceCollection services)
    {
        services.AddNoTelemetry();
        services.AddSingleton<Responders>();
        services.AddSingleton<IncidentDesk>();
        services.AddSingleton<PagerDutyDesk>();
        return services;
    }
}
