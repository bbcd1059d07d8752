using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest;

public static class ScopesRegistration
{
    /// <summary>Adds the scope dictionary, with a team's own lines where a file is configured.</summary>
    public static IServiceCollection AddScopes(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ScopeOptions>().Configure(options => Read(options, configuration)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ScopeOptions>, ScopeOptionsValidator>();
        services.AddSingleton(provider => ScopeDictionary.Load(provider.GetRequiredService<IOptions<ScopeOptions>>().Value.OverridesFile));
        return services;
    }

    private static void Read(ScopeOptions options, IConfiguration configuration)
    {
        var errors = new List<string>();
        var section = new SectionReader(configuration.GetSection(ScopeOptions.Section), errors);
        options.OverridesFile = section.Text(nameof(options.OverridesFile));
        section.RefuseUnread();
        options.ReadErrors = errors;
    }
}
