using System.Globalization;
using OAuthAttest.Text;

namespace OAuthAttest.Grants.Import.Mapped;

/// <summary>
/// Parses times in the formats that a mapping names, and in those that have one meaning only. Among a mapping's formats may be the words
/// that say what a plain number counts since 1970.
/// </summary>
internal sealed class MappedTimes(IReadOnlyList<string> named)
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly Dictionary<string, long> TicksOf = new(StringComparer.OrdinalIgnoreCase)
    {
        ["epochSeconds"] = TimeSpan.TicksPerSecond,
        ["epochMilliseconds"] = TimeSpan.TicksPerMillisecond,
        ["epochMicroseconds"] = TimeSpan.TicksPerMillisecond / 1000,
    };

    private readonly string[] formats = [.. named.Where(format => !TicksOf.ContainsKey(format))];
    private readonly long? ticksPerUnit = named.Where(TicksOf.ContainsKey).Select(word => (long?)TicksOf[word]).FirstOrDefault();

    /// <summary>For a message about a time in another form.</summary>
    public string Expected { get; } =
        named.Count > 0
            ? $"{string.Join(" or ", named)}, or ISO 8601"
            : "ISO 8601, such as 2026-10-01T08:30:00Z. Say how this list writes times with \"dateFormats\" in the mapping, such as "
                + "[\"d.M.yyyy\"], [\"M/d/yyyy h:mm:ss tt\"] or [\"epochSeconds\"]";

    /// <param name="text">The text.</param>
    /// <param name="instant">Null: the text says that there is no such time, or it is out of every range.</param>
    public bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset? instant)
    {
        if (formats.Length > 0 && DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, Utc, out var exact))
        {
            instant = exact;
            return true;
        }
        if (ticksPerUnit is { } ticks && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            instant = OfEpoch(number, ticks);
            return true;
        }
        return InstantText.TryParse(text, out instant);
    }

    private static DateTimeOffset? OfEpoch(decimal number, long ticks)
    {
        var most = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / ticks;
        return number > 0 && number <= most ? DateTimeOffset.UnixEpoch.AddTicks((long)(number * ticks)) : null;
    }
}
