using OAuthAttest.Configuration;

namespace OAuthAttest.WorkingTime;

/// <summary>The hours of a day, or <see cref="Always"/>.</summary>
public sealed class HoursAttribute : RuleAttribute
{
    /// <summary>At any time, on every day.</summary>
    public const string Always = nameof(Always);

    public override string? Unmet(object value) =>
        string.Equals((string)value, Always, StringComparison.OrdinalIgnoreCase) || HoursOfDay.TryParse((string)value, out _)
            ? null
            : $"hours of one day such as 08:00-18:00, at least one and not across midnight, or {Always}";
}
