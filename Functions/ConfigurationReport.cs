using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions;

/// <summary>Checks all configuration at once, so that one start shows every mistake.</summary>
public static partial class ConfigurationReport
{
    /// <summary>The line above the mistakes.</summary>
    public const string Heading = "The configuration is not complete:";

    /// <summary>One message that lists every missing or wrong key, or null when all is well.</summary>
    public static string? Find(IServiceProvider services)
    {
        var failures = new List<string>();
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException one)
        {
            failures.AddRange(Failures(one));
        }
        catch (AggregateException many)
        {
            foreach (var failure in many.Flatten().InnerExceptions)
                failures.AddRange(failure is OptionsValidationException invalid ? Failures(invalid) : [failure.Message]);
        }

        failures.AddRange(TimerFunctions.MissingSchedules(services.GetService<IConfiguration>()));
        return failures.Count == 0
            ? null
            : Heading + '\n' + string.Join('\n', failures.Distinct(StringComparer.Ordinal).Select(failure => $"  - {failure}"));
    }

    /// <summary>Of what the data annotations' validator says, people need the key and the error.</summary>
    private static IEnumerable<string> Failures(OptionsValidationException invalid)
    {
        var section = invalid.OptionsType.GetField("Section")?.GetRawConstantValue() as string;
        foreach (var failure in invalid.Failures)
        {
            var match = Annotation().Match(failure);
            yield return !match.Success ? failure
                : section is null ? match.Groups["error"].Value
                : $"{section}:{match.Groups["member"].Value}: {match.Groups["error"].Value}";
        }
    }

    [GeneratedRegex("^DataAnnotation validation failed for '[^']*' members: '(?<member>[^']*)' with the error: '(?<error>.*)'\\.$", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Annotation();
}
