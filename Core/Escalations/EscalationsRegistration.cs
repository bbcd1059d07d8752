using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OAuthAttest.Escalations;

public static class EscalationsRegistration
{
    /// <summary>Adds the options of the escalation.</summary>
    public static IServiceCollection AddEscalationOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EscalationOptions>()
            .Configure(options => options.Enabled = bool.TryParse(configuration[$"{EscalationOptions.Section}:{nameof(options.Enabled)}"], out var enabled) && enabled);
        return services;
    }
}
