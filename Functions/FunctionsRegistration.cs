using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace OAuthAttest.Functions;

/// <summary>Everything that the functions need, for Azure and for one machine alike.</summary>
public static class FunctionsRegistration
{
    public static IServiceCollection AddOAuthAttest(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return services;
    }
}
