using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Outside;

namespace OAuthAttest;

internal static class ProviderAccessRegistration
{
    /// <summary>Adds the HTTP client of the identity providers; may be called more than once.</summary>
    public static IServiceCollection AddProviderAccess(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ProviderPacer>();
        // No loggers: they would log the tokens in the headers.
        services.AddHttpClient(ProviderApi.ClientName, client =>
            {
                OutsideCall.Configure(client);
                client.MaxResponseContentBufferSize = ProviderApi.LargestAnswer;
            })
            .ConfigurePrimaryHttpMessageHandler(OutsideCall.Handler)
            .RemoveAllLoggers();
        return services;
    }
}
