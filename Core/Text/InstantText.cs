using System.Globalization;
using System.Text.RegularExpressions;

namespace OAuthAttest.Text;

/// <summary>
/// Times as exports and databases write them, in any form that has one meaning only: ISO 8601 and its relatives, the days of RFC 1123,
/// .NET's <c>/Date(…)/</c>, and the seconds, milliseconds, microseconds or nanoseconds since 1970 that their number of digits tells.
/// </summary>
internal static partial class InstantText
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
    private const NumberStyles Number = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;
    private const int Longest = 64;
    private const int TicksPerMicrosecond = 10;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd HH:mmK",
        "yyyyMMdd'T'HHmmssK",
        "yyyy-MM-dd'T'HHK",
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
    ];

    private static readonly string[] NoTimes = ["infinity", "-infinity", "never", "none", "(none)", "(null)", "nan", "nat", "nil", "\\N"];

    /// <param name="text">The text.</param>
    /// <param name="instant">Null: the text says that there is no such time, or that it is out of every range.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset? instant)
    {
        if (IsoInstant.TryParse(text, out var iso))
        {
            instant = iso;
            return true;
        }
        instant = null;
        return text.Length <= Longest && TryParseOther(text.Trim().ToString(), out instant);
    }

    /// <summary>A number of seconds, milliseconds, microseconds or nanoseconds since 1970; zero and less are no time.</summary>
    public static bool TryEpoch(decimal number, out DateTimeOffset? instant)
    {
        instant = null;
        if (number <= 0)
            return true;
        decimal? ticks = Digits(decimal.Truncate(number)) switch
        {
            10 => number * TimeSpan.TicksPerSecond,
            13 => number * TimeSpan.TicksPerMillisecond,
            16 => number * TicksPerMicrosecond,
            19 => number / 100,
            _ => null,
        };
        if (ticks is not { } since)
            return false;
        instant = DateTimeOffset.UnixEpoch.AddTicks((long)since);
        return true;
    }

    private static bool TryParseOther(string text, out DateTimeOffset? instant)
    {
        instant = null;
        if (NoTimes.Contains(text, StringComparer.OrdinalIgnoreCase) || OutOfRange().IsMatch(text))
            return true;
        if (decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out var number))
            return TryEpoch(number, out instant);
        if (DotNet().Match(text) is { Success: true } date)
            return TryMilliseconds(date.Groups["milliseconds"].Value, out instant);
        var plain = Fraction().Replace(Zone().Replace(text, "${sign}${hours}:${minutes}"), "${start}");
        plain = plain.EndsWith(" UTC", StringComparison.OrdinalIgnoreCase) ? WithoutZoneName(plain) : plain;
        if (
            !IsoInstant.TryParse(plain, out var iso)
            && !DateTimeOffset.TryParseExact(plain, Formats, CultureInfo.InvariantCulture, Utc, out iso)
        )
        {
            return false;
        }
        instant = iso;
        return true;
    }

    /// <summary><c>2026-10-01 08:30:00 UTC</c>, and as Go writes it <c>2026-10-01 08:30:00 +00:00 UTC</c>.</summary>
    private static string WithoutZoneName(string text)
    {
        var time = text[..^4];
        return time.EndsWith(" +00:00", StringComparison.Ordinal) ? time[..^7] + "Z" : time + "Z";
    }

    private static bool TryMilliseconds(string text, out DateTimeOffset? instant)
    {
        instant = null;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds))
            return false;
        if (milliseconds > 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            instant = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    private static int Digits(decimal number)
    {
        var digits = 1;
        while ((number = decimal.Truncate(number / 10)) > 0)
            digits++;
        return digits;
    }

    /// <summary>The first and the last years, which an offset may push out of the calendar, and MySQL's zero.</summary>
    [GeneratedRegex("^(0000|0001|9999)-[0-9]{2}-[0-9]{2}([T ][0-9:.]*([Zz]|[+-][0-9:]+)?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutOfRange();

    [GeneratedRegex(@"^\\?/Date\((?<milliseconds>-?[0-9]{1,18})(?:[+-][0-9]{4})?\)\\?/$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DotNet();

    [GeneratedRegex(
        @"(?<=:[0-9]{2}(\.[0-9]+)? ?)(?<sign>[+-])(?<hours>[0-9]{2})(?<minutes>[0-9]{2})\b",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Zone();

    /// <summary>More digits of a second than are kept.</summary>
    [GeneratedRegex(@"(?<start>\.[0-9]{7})[0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Fraction();
}
