using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Escalations;

namespace OAuthAttest;

public static class EscalationsRegistration
{
    /// <summary>Adds the checked options of the escalation.</summary>
    public static IServiceCollection AddEscalationOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<EscalationOptions>(configuration);
        return services;
    }
}
