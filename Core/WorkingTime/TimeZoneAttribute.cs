using OAuthAttest.Configuration;

namespace OAuthAttest.WorkingTime;

/// <summary>The name of a time zone that this machine knows.</summary>
public sealed class TimeZoneAttribute : RuleAttribute
{
    public override string? Unmet(object value) =>
        TimeZoneInfo.TryFindSystemTimeZoneById((string)value, out _)
            ? null
            : "the name of a time zone such as Europe/Amsterdam, America/New_York or UTC";
}
