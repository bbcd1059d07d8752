using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest;

public static class ScopesRegistration
{
    /// <summary>Adds the scope dictionary, and a team's own lines if a file is configured.</summary>
    public static IServiceCollection AddScopes(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<ScopeOptions>(configuration);
        services.AddSingleton(provider => ScopeDictionary.Load(provider.GetRequiredService<IOptions<ScopeOptions>>().Value.OverridesFile));
        return services;
    }
}
