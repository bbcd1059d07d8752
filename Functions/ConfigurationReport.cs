using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Configuration;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions;

/// <summary>Checks all configuration at once, so that one start shows every mistake.</summary>
public static class ConfigurationReport
{
    /// <summary>The line above the mistakes.</summary>
    public const string Heading = "The configuration is not complete:";

    /// <summary>One message that lists every missing or wrong key, or null when there is none.</summary>
    public static string? Find(IServiceProvider services)
    {
        var failures = new List<string>();
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException one)
        {
            failures.AddRange(one.Failures);
        }
        catch (AggregateException many)
        {
            foreach (var failure in many.Flatten().InnerExceptions)
                failures.AddRange(failure is OptionsValidationException invalid ? invalid.Failures : [failure.Message]);
        }

        failures.AddRange(services.GetService<SectionNames>()?.Mistakes() ?? []);
        failures.AddRange(TimerFunctions.MissingSchedules(services.GetService<IConfiguration>()));
        return failures.Count == 0
            ? null
            : Heading + '\n' + string.Join('\n', failures.Distinct(StringComparer.Ordinal).Select(failure => $"  - {failure}"));
    }
}
