using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;

namespace OAuthAttest;

public static class EscalationsRegistration
{
    /// <summary>Adds the checked options of the escalation.</summary>
    public static IServiceCollection AddEscalationOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IConfigureOptions<EscalationOptions>>(new EscalationOptionsReader(configuration));
        services.AddSingleton<IValidateOptions<EscalationOptions>, EscalationOptionsValidator>();
        services.AddOptions<EscalationOptions>().ValidateOnStart();
        return services;
    }
}
