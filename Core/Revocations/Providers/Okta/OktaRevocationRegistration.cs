using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Outside;

namespace OAuthAttest.Revocations.Providers.Okta;

public static class OktaRevocationRegistration
{
    /// <summary>Adds Okta's <see cref="IGrantRevoker"/>; the options are checked at start, and without a token it does nothing.</summary>
    public static IServiceCollection AddOktaRevocation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IConfigureOptions<OktaRevocationOptions>>(new OktaRevocationOptionsReader(configuration));
        services.AddSingleton<IValidateOptions<OktaRevocationOptions>>(new OktaRevocationOptionsReader(configuration));
        services.AddOptions<OktaRevocationOptions>().ValidateOnStart();
        services.AddSingleton<IGrantRevoker, OktaRevoker>();

        // No loggers: the token is a header.
        services.AddHttpClient(OktaRevoker.ClientName, OutsideCall.Configure)
            .ConfigurePrimaryHttpMessageHandler(OutsideCall.Handler)
            .RemoveAllLoggers();
        return services;
    }
}
