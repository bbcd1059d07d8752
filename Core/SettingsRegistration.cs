using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;

namespace OAuthAttest;

public static class SettingsRegistration
{
    /// <summary>Adds an options class that represents a section (<see cref="SettingsSectionAttribute"/>), checked at start.</summary>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, IConfiguration configuration)
        where T : class, new()
    {
        var options = new CheckedOptions<T>(configuration);
        services.AddSingleton<IConfigureOptions<T>>(options);
        services.AddSingleton<IValidateOptions<T>>(options);
        services.AddOptions<T>().ValidateOnStart();
        services.AddSingleton(SettingsSection.Of(typeof(T)));
        services.TryAddSingleton(provider => new SectionNames(configuration, provider.GetServices<SettingsSection>()));
        return services;
    }

    /// <summary>Reads a section without checking it, for settings that are needed before the check at start.</summary>
    public static T ReadSettings<T>(this IConfiguration configuration)
        where T : class, new() => SettingsReader.Read<T>(configuration);
}
