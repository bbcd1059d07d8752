using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Identity.Access;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Revocations.Pausing;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest;

public static class RevocationRegistration
{
    /// <summary>
    /// Adds the revokers; one without credentials reports that it is not configured. The credential of Entra is the keyed
    /// <see cref="TokenCredential"/> <c>Revocation</c>.
    /// </summary>
    public static IServiceCollection AddGrantRevocation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<RevocationOptions>(configuration);
        services.AddProviderAccess();
        services.AddKeyedSingleton<TokenCredential>(RevocationOptions.Section, (provider, _) =>
            EntraCredentials.Create(provider.GetRequiredService<IOptions<RevocationOptions>>().Value.Entra.Connection)
        );
        services.AddSingleton<IGrantRevoker, EntraRevoker>();
        services.AddSingleton<IGrantRevoker, OktaRevoker>();
        services.AddSingleton<IGrantRevoker, GoogleRevoker>();
        services.AddSingleton<IGrantRevoker, GitHubRevoker>();
        var own = SettingsReader.Read<RevocationOptions>(configuration).Custom.Count;
        for (var i = 0; i < own; i++)
        {
            var index = i;
            services.AddSingleton<IGrantRevoker>(provider => new CustomRevoker(
                provider.GetRequiredService<IHttpClientFactory>(),
                provider.GetRequiredService<IOptions<RevocationOptions>>().Value.Custom[index],
                provider.GetRequiredService<TimeProvider>()
            ));
        }
        services.AddSingleton<RevocationPauses>();
        services.AddSingleton<RevocationExecutor>();
        services.AddSingleton<WorklistRelease>();
        services.AddSingleton<RevocationBacklog>();
        services.AddSingleton<RevocationStanding>();
        return services;
    }
}
