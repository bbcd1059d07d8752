namespace OAuthAttest.Configuration;

/// <summary>The bounds of a number or a time span, written as in a setting, because an attribute cannot hold a time span.</summary>
public class BoundsAttribute : RuleAttribute
{
    public string? Above { get; init; }

    public string? AtLeast { get; init; }

    public string? AtMost { get; init; }

    /// <summary>The bounds in words for messages: "1 to 1000", "above zero and at most 90.00:00:00".</summary>
    public virtual string Words => (Above, AtLeast, AtMost) switch
    {
        ({ } above, _, null) => $"above {Name(above)}",
        ({ } above, _, { } most) => $"above {Name(above)} and at most {most}",
        (_, { } least, null) => $"at least {least}",
        (_, { } least, { } most) => $"{least} to {most}",
        (_, _, { } most) => $"at most {most}",
        _ => throw new InvalidOperationException("Bounds without a bound."),
    };

    public override string? Unmet(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var isMet = (Above is null || Compare(value, Above) > 0)
            && (AtLeast is null || Compare(value, AtLeast) >= 0)
            && (AtMost is null || Compare(value, AtMost) <= 0);
        return isMet ? null : Words;
    }

    private static string Name(string bound) => bound is "0" or "00:00:00" ? "zero" : bound;

    private static int Compare(object value, string bound) => SettingText.TryParse(value.GetType(), bound, out var parsed)
        ? ((IComparable)value).CompareTo(parsed)
        : throw new InvalidOperationException($"'{bound}' is no bound of a {value.GetType().Name}.");
}
