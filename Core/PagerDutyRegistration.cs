using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthAttest.Outside;
using OAuthAttest.PagerDuty;
using OAuthAttest.PagerDuty.Webhooks;

namespace OAuthAttest;

public static class PagerDutyRegistration
{
    /// <summary>Adds the clients and the webhook of PagerDuty; the options are checked at start.</summary>
    public static IServiceCollection AddPagerDuty(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<PagerDutyOptions>(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IPagerDutyEvents, PagerDutyEvents>();
        services.AddSingleton<IPagerDutyIncidents, PagerDutyIncidents>();
        services.AddSingleton<PagerDutySignature>();

        // No loggers: they would log the routing key in the body and the REST key in a header.
        services.AddHttpClient(PagerDutyEvents.ClientName, OutsideCall.Configure)
            .ConfigurePrimaryHttpMessageHandler(OutsideCall.Handler)
            .RemoveAllLoggers();
        return services;
    }
}
