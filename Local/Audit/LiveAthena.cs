using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Configuration;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits.Athena;
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
        var table = services.OptionsOfAudit().Athena;
        return services.RunFilesAsync(
            (console, json), input, $"the table {table.Database}.{table.Table}", services.GetRequiredService<AthenaSources>().Of,
            cancellation);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
