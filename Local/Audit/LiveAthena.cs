using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Configuration;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits.Athena;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using Spectre.Console;

namespace OAuthAttest.Local.Audit;

/// <summary>The audit over the table that Athena has.</summary>
internal sealed class LiveAthena : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LiveAthena(ServiceProvider services) => this.services = services;

    /// <exception cref="LocalConfigurationException">A setting is wrong, or there is no table.</exception>
    /// <inheritdoc cref="LiveServices.Open" path="/param"/>
    public static LiveAthena Open(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? replace = null)
    {
        var made = LiveServices.Open(settings, replace);
        if (made.OptionsOfAudit().Athena.IsConfigured)
            return new LiveAthena(made);
        made.Dispose();
        var key = SettingKey.Of<ScopeAuditOptions>(options => options.Athena.Table);
        throw new LocalConfigurationException($"--athena: no table is set ({key}); see docs/scope-audit.md.");
    }

    /// <inheritdoc cref="AuditVerb.RunAsync(IAnsiConsole, Stream, AuditInput, CancellationToken)"/>
    public Task<int> RunAsync(IAnsiConsole console, Stream? json, AuditInput input, CancellationToken cancellation)
    {
        var options = services.OptionsOfAudit();
        var given = input.Completed(options);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var span = LookupSpan.OfFiles(input.Filter.Since, input.Filter.Until, now, options);
        var sources = services.GetRequiredService<AthenaSources>();
        var subject = new AuditSubject
        {
            Words = $"of what the table {options.Athena.Database}.{options.Athena.Table} has of {AuditSubject.Time(span)}",
            Size = 0,
            Source = progress => sources.Of(span, progress),
        };
        return AuditVerb.RunAsync(console, json, given, QueryRegistry.Load(given.Registry), subject, cancellation);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
