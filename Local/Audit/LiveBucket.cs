using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Configuration;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits.Buckets;
using OAuthAttest.ScopeAudits.Sources;
using Spectre.Console;

namespace OAuthAttest.Local.Audit;

/// <summary>The audit over the log files in a bucket.</summary>
internal sealed class LiveBucket : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private LiveBucket(ServiceProvider services) => this.services = services;

    /// <param name="name">Instead of the settings' bucket.</param>
    /// <param name="prefix">Instead of the settings' prefix; null: that one.</param>
    /// <exception cref="LocalConfigurationException">A setting is wrong.</exception>
    /// <inheritdoc cref="LiveServices.Open" path="/param"/>
    public static LiveBucket Open(
        IReadOnlyDictionary<string, string?> settings, string name, string? prefix, Action<IServiceCollection>? replace = null)
    {
        var given = new Dictionary<string, string?>(settings, StringComparer.OrdinalIgnoreCase)
        {
            [SettingKey.Of<ScopeAuditOptions>(options => options.Bucket.Name)] = name,
        };
        if (prefix is not null)
            given[SettingKey.Of<ScopeAuditOptions>(options => options.Bucket.Prefix)] = prefix;
        return new LiveBucket(LiveServices.Open(given, replace));
    }

    /// <inheritdoc cref="AuditVerb.RunAsync(IAnsiConsole, Stream, AuditInput, CancellationToken)"/>
    public Task<int> RunAsync(IAnsiConsole console, Stream? json, AuditInput input, CancellationToken cancellation)
    {
        var bucket = services.OptionsOfAudit().Bucket;
        return services.RunFilesAsync(
            (console, json), input, $"{bucket.Name}/{bucket.Prefix}", services.GetRequiredService<BucketSources>().Of, cancellation);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
