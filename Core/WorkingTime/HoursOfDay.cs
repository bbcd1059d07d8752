using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OAuthAttest.WorkingTime;

/// <summary>Hours of a day by the clock, written <c>08:00-18:00</c>; they do not cross midnight and are at least one hour.</summary>
/// <param name="From">Since midnight.</param>
/// <param name="Until">Since midnight, at most 24 hours; no longer part of the hours.</param>
public readonly partial record struct HoursOfDay(TimeSpan From, TimeSpan Until)
{
    /// <summary>A shorter time is a mistake: one that falls into the change of the clocks would be left out.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);

    public static bool TryParse([NotNullWhen(true)] string? text, out HoursOfDay hours)
    {
        hours = default;
        if (text is null || Pattern().Match(text) is not { Success: true } match)
            return false;
        var read = new HoursOfDay(Read(match, "from"), Read(match, "until"));
        if (read.Until > TimeSpan.FromDays(1) || read.Until - read.From < Shortest)
            return false;
        hours = read;
        return true;
    }

    private static TimeSpan Read(Match match, string name)
    {
        var text = match.Groups[name].ValueSpan;
        return new TimeSpan(int.Parse(text[..^3], CultureInfo.InvariantCulture), int.Parse(text[^2..], CultureInfo.InvariantCulture), 0);
    }

    [GeneratedRegex(
        @"^(?<from>[01]?\d:[0-5]\d|2[0-3]:[0-5]\d)\s?[-–]\s?(?<until>[01]?\d:[0-5]\d|2[0-4]:[0-5]\d)$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
