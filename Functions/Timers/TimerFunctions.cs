using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace OAuthAttest.Functions.Timers;

/// <param name="Name">The function's name.</param>
/// <param name="Setting">The setting that holds its schedule.</param>
internal sealed record TimerFunction(string Name, string Setting)
{
    // https://learn.microsoft.com/azure/azure-functions/disable-function
    public bool IsEnabled(IConfiguration configuration) => configuration[$"AzureWebJobs.{Name}.Disabled"] is not ("1" or "true" or "True");
}

/// <summary>The timer functions of this assembly, found by their triggers, so that new ones are included.</summary>
internal static class TimerFunctions
{
    public static IReadOnlyList<TimerFunction> All { get; } = [.. Find().OrderBy(timer => timer.Name, StringComparer.Ordinal)];

    /// <summary>
    /// One line for each missing schedule. The Functions host skips such a timer with only an inconspicuous log line, and runs all the
    /// others.
    /// </summary>
    public static IEnumerable<string> MissingSchedules(IConfiguration? configuration) => configuration is null ? [] :
        from timer in All
        where timer.IsEnabled(configuration) && configuration[timer.Setting] is null
        select $"{timer.Setting}: missing; the timer of {timer.Name} takes its schedule from it";

    private static IEnumerable<TimerFunction> Find() =>
        from type in typeof(TimerFunctions).Assembly.GetExportedTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        let trigger = method
            .GetParameters()
            .Select(parameter => parameter.GetCustomAttribute<TimerTriggerAttribute>())
            .FirstOrDefault(each => each is not null)
        where function is not null && trigger is not null
        select new TimerFunction(function.Name, trigger.Schedule.Trim('%'));
}
