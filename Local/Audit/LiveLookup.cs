using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using Spectre.Console;

namespace OAuthAttest.Local.Audit;

/// <summary>The audit over CloudTrail itself, with the accounts and Regions of the settings. This process keeps AWS' rate alone.</summary>
internal sealed class LiveLookup : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LiveLookup(ServiceProvider services) => this.services = services;

    private ScopeAuditOptions Options => services.GetRequiredService<IOptions<ScopeAuditOptions>>().Value;

    /// <param name="replace">Puts other services in the place of those that there are.</param>
    /// <exception cref="LocalConfigurationException">A setting is wrong, or there is no account.</exception>
    public static LiveLookup Open(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? replace = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection();
        collection.AddScopeAudit(configuration);
        replace?.Invoke(collection);
        var made = new LiveLookup(collection.BuildServiceProvider());
        try
        {
            if (!made.Options.IsConfigured)
            {
                var key = SettingKey.Of<ScopeAuditOptions>(options => options.Accounts);
                throw new LocalConfigurationException($"--lookup: no account is set ({key}); see docs/scope-audit.md.");
            }
            return made;
        }
        catch (OptionsValidationException wrong)
        {
            throw new LocalConfigurationException(string.Join('\n', wrong.Failures));
        }
    }

    /// <inheritdoc cref="AuditVerb.RunAsync(IAnsiConsole, Stream, AuditInput, CancellationToken)"/>
    public Task<int> RunAsync(IAnsiConsole console, Stream? json, AuditInput input, CancellationToken cancellation)
    {
        var given = input with
        {
            Approved = input.Approved ?? Options.ApprovedFile,
            Registry = input.Registry ?? Options.RegistryFile,
            // They are what is asked, and leave nothing out.
            Filter = input.Filter with { Since = null, Until = null },
        };
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var span = LookupSpan.Of(input.Filter.Since, input.Filter.Until, now, Options);
        var registry = QueryRegistry.Load(given.Registry);
        var sources = services.GetRequiredService<LookupSources>();
        var subject = new AuditSubject(null, span)
        {
            Size = sources.CountOf(registry),
            Source = progress => sources.Of(span, progress),
        };
        return AuditVerb.RunAsync(console, json, given, registry, subject, cancellation);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
