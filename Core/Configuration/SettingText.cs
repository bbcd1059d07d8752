using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace OAuthAttest.Configuration;

/// <summary>How each kind of value is written in a setting. Ambiguous values are refused, not guessed.</summary>
internal static partial class SettingText
{
    /// <summary>Switches off an optional value that has a default.</summary>
    public const string Never = "Never";

    private const int LongestShown = 100;

    private static readonly string[] Instants =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    private static readonly Dictionary<Type, Kind> Kinds = new()
    {
        [typeof(string)] = new("a text", text => text),
        [typeof(bool)] = new("true or false", text => bool.TryParse(text, out var value) ? value : null),
        [typeof(int)] = new("a whole number", text =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(long)] = new("a whole number", text =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(double)] = new("a number", text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
                ? value
                : null),
        [typeof(TimeSpan)] = new("a time span such as 14.00:00:00, days before the dot", text =>
            Span().Match(text) is { Success: true } match && int.Parse(match.Groups["hours"].ValueSpan, CultureInfo.InvariantCulture) < 24
                && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null),
        [typeof(Uri)] = new("an absolute URL such as https://example.com/", text =>
            Uri.TryCreate(text, UriKind.Absolute, out var value) ? value : null),
        [typeof(DateTimeOffset)] = new("a time with its offset such as 2026-12-31T00:00:00Z", text =>
            DateTimeOffset.TryParseExact(
                text,
                Instants,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var value
            )
                ? value
                : null),
        [typeof(DateOnly)] = new("a date such as 2026-12-31", text =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var value) ? value : null),
        [typeof(TimeOnly)] = new("a time of day such as 06:30", text =>
            TimeOnly.TryParseExact(text, ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var value)
                ? value
                : null),
    };

    public static bool Knows(Type type) => type.IsEnum || Kinds.ContainsKey(type);

    /// <summary>What a text must be, as the end of a sentence that begins with "it must be".</summary>
    public static string Expected(Type type) => type.IsEnum ? $"one of {string.Join(", ", Enum.GetNames(type))}" : Kinds[type].Expected;

    public static bool TryParse(Type type, string text, [NotNullWhen(true)] out object? value)
    {
        value = type.IsEnum ? ByName(type, text) : Kinds[type].Parse(text);
        return value is not null;
    }

    /// <summary>The value as it would be written in a setting; empty for null.</summary>
    public static string Format(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        TimeSpan { Milliseconds: not 0 } span => span.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0'),
        DateTimeOffset instant => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Uri address => address.OriginalString,
        System.Collections.IEnumerable list and not string => string.Join(',', list.Cast<object>().Select(Format)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    /// <summary>A value for a message, cut to a limit.</summary>
    public static string Shown(string text) => text.Length <= LongestShown ? text : string.Concat(text.AsSpan(0, LongestShown), "…");

    /// <summary>Replaces control characters, so that a mistake is one line.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    // Not Enum.TryParse: it accepts numbers, and reads "Revoke,Keep" as a combination of both.
    private static object? ByName(Type type, string text) =>
        Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse(type, name)
            : null;

    // TimeSpan.TryParse reads "14" as fourteen days and "24:00:00" as twenty-four days: users would probably mean something else.
    [GeneratedRegex(
        @"^-?(\d{1,8}\.)?(?<hours>\d{1,2}):\d{2}(:\d{2}(\.\d{1,7})?)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Span();

    private sealed record Kind(string Expected, Func<string, object?> Parse);
}
