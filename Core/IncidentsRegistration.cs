using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Slack.People;
using OAuthAttest.Telemetry;

namespace OAuthAttest;

public static class IncidentsRegistration
{
    /// <summary>Adds the services that carry out responders' actions. Needs <c>AddPersistence</c> and <c>AddPagerDuty</c>.</summary>
    public static IServiceCollection AddIncidents(this IServiceCollection services)
    {
        services.AddNoTelemetry();
        services.TryAddSingleton<SlackAccountLookup>();
        services.AddSingleton<Responders>();
        services.AddSingleton<IncidentService>();
        services.AddSingleton<PagerDutyChangeService>();
        return services;
    }
}
