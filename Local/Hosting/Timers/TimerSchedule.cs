using Microsoft.Extensions.Configuration;
using NCrontab;
using OAuthAttest.Local.Configuration;

namespace OAuthAttest.Local.Hosting.Timers;

/// <summary>A six-field NCRONTAB expression, in UTC.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule schedule;

    private TimerSchedule(string expression, CrontabSchedule schedule)
    {
        Expression = expression;
        this.schedule = schedule;
    }

    public string Expression { get; }

    /// <summary>Reads a trigger's schedule; %Name% is replaced by the setting of that name.</summary>
    /// <exception cref="LocalConfigurationException">The setting is missing, or the expression is wrong.</exception>
    public static TimerSchedule Read(string function, string schedule, IConfiguration configuration)
    {
        var expression = schedule;
        if (schedule is ['%', .. var setting, '%'])
        {
            expression = configuration[setting]
                ?? throw new LocalConfigurationException($"{setting}: missing; the timer of {function} takes its schedule from it");
        }

        var parsed = CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = true })
            ?? throw new LocalConfigurationException(
                $"the schedule '{expression}' of {function} is no NCRONTAB expression of six fields: second minute hour day month "
                    + "day-of-week"
            );
        return new TimerSchedule(expression, parsed);
    }

    /// <summary>The first occurrence after a moment; null when there is none any more.</summary>
    public DateTimeOffset? After(DateTimeOffset moment)
    {
        var next = schedule.GetNextOccurrence(moment.UtcDateTime);
        return next.Year >= 9999 ? null : new DateTimeOffset(DateTime.SpecifyKind(next, DateTimeKind.Utc));
    }
}
