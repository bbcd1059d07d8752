using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Functions;

/// <summary>
/// Lines that libraries write at every step, call and statement: at Information a campaign makes hundreds a minute, each of which costs
/// money where logs are kept, and those of the HTTP client have addresses in them. (host.json does the same for the host's own.)
/// </summary>
internal static class QuietLogs
{
    public static readonly string[] Categories =
        ["Microsoft.DurableTask", "DurableTask", "System.Net.Http.HttpClient", "Microsoft.EntityFrameworkCore", "Npgsql", "Polly", "Azure.Core"];

    public static IServiceCollection AddQuietLogs(this IServiceCollection services) => services.Configure<LoggerFilterOptions>(options =>
    {
        foreach (var category in Categories)
            options.Rules.Add(new LoggerFilterRule(providerName: null, category, LogLevel.Warning, filter: null));
    });
}
