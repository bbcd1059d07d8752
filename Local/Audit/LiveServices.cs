using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using Spectre.Console;

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

    /// <summary>An audit of the log files of a time, wherever they are.</summary>
    /// <param name="place">In words.</param>
    /// <param name="source">Of the time.</param>
    /// <inheritdoc cref="AuditVerb.RunAsync(IAnsiConsole, Stream, AuditInput, CancellationToken)"/>
    public static Task<int> RunFilesAsync(
        this IServiceProvider services,
        (IAnsiConsole Console, Stream? Json) output,
        AuditInput input,
        string place,
        Func<LookupSpan, IProgress<long>?, IRecordSource> source,
        CancellationToken cancellation
    )
    {
        var options = services.OptionsOfAudit();
        var given = input.Completed(options);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var span = LookupSpan.OfFiles(input.Filter.Since, input.Filter.Until, now, options);
        var subject = new AuditSubject
        {
            Words = $"of what {place} has of {AuditSubject.Time(span)}",
            Size = 0,
            Source = progress => source(span, progress),
        };
        return AuditVerb.RunAsync(output.Console, output.Json, given, QueryRegistry.Load(given.Registry), subject, cancellation);
    }

    /// <summary>The time is what is read, and leaves nothing out; the lists are the settings', unless others are given.</summary>
    public static AuditInput Completed(this AuditInput input, ScopeAuditOptions options) => input with
    {
        Approved = input.Approved ?? options.ApprovedFile,
        Registry = input.Registry ?? options.RegistryFile,
        Filter = input.Filter with { Since = null, Until = null },
    };
}
