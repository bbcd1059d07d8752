using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Configuration;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using Spectre.Console;

namespace OAuthAttest.Local.Audit;

/// <summary>The audit over CloudTrail itself, with the accounts and Regions of the settings.</summary>
internal sealed class LiveLookup : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LiveLookup(ServiceProvider services) => this.services = services;

    /// <exception cref="LocalConfigurationException">A setting is wrong, or there is no account.</exception>
    /// <inheritdoc cref="LiveServices.Open" path="/param"/>
    public static LiveLookup Open(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? replace = null)
    {
        var made = LiveServices.Open(settings, replace);
        if (made.OptionsOfAudit().Accounts.Count > 0)
            return new LiveLookup(made);
        made.Dispose();
        var key = SettingKey.Of<ScopeAuditOptions>(options => options.Accounts);
        throw new LocalConfigurationException($"--lookup: no account is set ({key}); see docs/scope-audit.md.");
    }

    /// <inheritdoc cref="AuditVerb.RunAsync(IAnsiConsole, Stream, AuditInput, CancellationToken)"/>
    public Task<int> RunAsync(IAnsiConsole console, Stream? json, AuditInput input, CancellationToken cancellation)
    {
        var options = services.OptionsOfAudit();
        var given = input.Completed(options);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var span = LookupSpan.Of(input.Filter.Since, input.Filter.Until, now, options);
        var registry = QueryRegistry.Load(given.Registry);
        var sources = services.GetRequiredService<LookupSources>();
        var subject = new AuditSubject
        {
            IsAsked = true,
            Words = $"of what CloudTrail has of {AuditSubject.Time(span)}",
            Size = sources.CountOf(registry),
            Source = progress => sources.Of(span, progress),
        };
        return AuditVerb.RunAsync(console, json, given, registry, subject, cancellation);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
