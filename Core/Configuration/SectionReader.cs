using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OAuthAttest.Configuration;

/// <summary>Reads one configuration section value by value, and collects what is wrong with the exact key instead of stopping at it.</summary>
internal sealed class SectionReader(IConfigurationSection section, List<string> errors)
{
    private readonly HashSet<string> read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The trimmed value; null when missing or empty.</summary>
    public string? Text(string name)
    {
        read.Add(name);
        var value = section[name]?.Trim();
        return string.IsNullOrEmpty(value) ? null : value;
    }

    public bool Flag(string name, bool otherwise) => Value(name, bool.TryParse, "true or false", otherwise);

    public int Whole(string name, int otherwise) =>
        Value(name, (string? text, out int value) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value), "a whole number", otherwise);

    public double Number(string name, double otherwise) =>
        Value(name, (string? text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value), "a number", otherwise);

    public T OneOf<T>(string name, T otherwise)
        where T : struct, Enum =>
        Value(name, (string? text, out T value) => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !int.TryParse(text, out _), $"one of {string.Join(", ", Enum.GetNames<T>())}", otherwise);

    /// <summary>Null when missing, and when it is none: then the default stands in, so that one mistake is not told as many.</summary>
    public TimeSpan? Span(string name) => Value<TimeSpan?>(
        name,
        (string? text, out TimeSpan? value) =>
        {
            var parsed = TryParseSpan(text, out var span);
            value = span;
            return parsed;
        },
        "a time span such as 14.00:00:00",
        null);

    /// <inheritdoc cref="Span"/>
    public DateTimeOffset? Instant(string name) => Value<DateTimeOffset?>(
        name,
        (string? text, out DateTimeOffset? value) =>
        {
            var parsed = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant);
            value = instant;
            return parsed;
        },
        "a time with its offset such as 2026-12-31T00:00:00Z",
        null);

    /// <summary>Null when the list is missing. A list can also be one value, separated by commas.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Text(name) is { } joined)
            return joined.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var items = section.GetSection(name).GetChildren().ToList();
        if (items.Count == 0)
            return null;
        foreach (var item in items.Where(item => string.IsNullOrWhiteSpace(item.Value)))
            errors.Add($"{item.Path} is empty.");
        return [.. items.Select(item => item.Value?.Trim()).OfType<string>().Where(text => text.Length > 0)];
    }

    /// <summary>Null when the list is missing.</summary>
    public IReadOnlyList<TimeSpan>? Spans(string name)
    {
        if (Texts(name) is not { } texts)
            return null;
        var spans = new List<TimeSpan>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            if (TryParseSpan(texts[i], out var span))
                spans.Add(span);
            else
                errors.Add($"{section.Path}:{name}:{i} is '{texts[i]}': it must be a time span such as 5.00:00:00.");
        }
        return spans;
    }

    public SectionReader Child(string name)
    {
        read.Add(name);
        return new SectionReader(section.GetSection(name), errors);
    }

    public IReadOnlyList<SectionReader> Items(string name)
    {
        read.Add(name);
        return [.. section.GetSection(name).GetChildren().Select(child => new SectionReader(child, errors))];
    }

    /// <summary>A key that nobody read is misspelt: it would be passed over in silence.</summary>
    public void RefuseUnread()
    {
        foreach (var child in section.GetChildren().Where(child => !read.Contains(child.Key)))
            errors.Add($"{child.Path} is not a setting. Known here: {string.Join(", ", read.Order(StringComparer.Ordinal))}.");
    }

    private delegate bool Parser<T>(string? text, out T value);

    private T Value<T>(string name, Parser<T> parse, string expected, T otherwise)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (parse(text, out var value))
            return value;
        errors.Add($"{section.Path}:{name} is '{text}': it must be {expected}.");
        return otherwise;
    }

    // A bare number would be read as days: too easy to mean something else by it.
    private static bool TryParseSpan(string? text, out TimeSpan value) =>
        TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value) && text!.Contains(':', StringComparison.Ordinal);
}
