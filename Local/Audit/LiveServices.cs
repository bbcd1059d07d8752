using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits.Sources;

namespace OAuthAttest.Local.Audit;

/// <summary>What an audit over AWS needs, by the settings. This process keeps AWS' rate alone.</summary>
internal static class LiveServices
{
    /// <param name="replace">Puts other services in the place of those that there are.</param>
    /// <exception cref="LocalConfigurationException">A setting is wrong.</exception>
    public static ServiceProvider Open(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? replace)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection();
        collection.AddScopeAudit(configuration);
        replace?.Invoke(collection);
        var services = collection.BuildServiceProvider();
        try
        {
            _ = services.OptionsOfAudit();
            return services;
        }
        catch (OptionsValidationException wrong)
        {
            services.Dispose();
            throw new LocalConfigurationException(string.Join('\n', wrong.Failures));
        }
    }

    public static ScopeAuditOptions OptionsOfAudit(this IServiceProvider services) =>
        services.GetRequiredService<IOptions<ScopeAuditOptions>>().Value;

    /// <summary>The time is what is read, and leaves nothing out; the lists are the settings', unless others are given.</summary>
    public static AuditInput Completed(this AuditInput input, ScopeAuditOptions options) => input with
    {
        Approved = input.Approved ?? options.ApprovedFile,
        Registry = input.Registry ?? options.RegistryFile,
        Filter = input.Filter with { Since = null, Until = null },
    };
}
