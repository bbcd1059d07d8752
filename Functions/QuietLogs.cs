using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OAuthAttest.Functions;

/// <summary>
/// Silences lines that libraries write at every step, call and statement: at Information a campaign writes hundreds a minute, which cost
/// money where logs are stored, and those of the HTTP client contain addresses. (host.json does the same for the host's lines.)
/// </summary>
internal static class QuietLogs
{
    public static readonly string[] Categories =
    [
        "Microsoft.DurableTask",
        "DurableTask",
        "System.Net.Http.HttpClient",
        "Microsoft.EntityFrameworkCore",
        "Npgsql",
        "Polly",
        "Azure.Core",
    ];

    public static IServiceCollection AddQuietLogs(this IServiceCollection services) => services.Configure<LoggerFilterOptions>(options =>
    {
        foreach (var category in Categories)
            options.Rules.Add(new LoggerFilterRule(providerName: null, category, LogLevel.Warning, filter: null));
    });
}
