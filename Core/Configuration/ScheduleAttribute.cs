using NCrontab;

namespace OAuthAttest.Configuration;

/// <summary>The schedule of a timer trigger.</summary>
public sealed class ScheduleAttribute : RuleAttribute
{
    public override string? Unmet(object value) =>
        CrontabSchedule.TryParse((string)value, new CrontabSchedule.ParseOptions { IncludingSeconds = true }) is null
            ? "an NCRONTAB expression of six fields, seconds first"
            : null;
}
