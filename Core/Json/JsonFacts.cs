using System.Globalization;
using System.Text.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Json;

/// <summary>
/// Reads vendors' JSON: a field that is missing or of an unexpected kind is null, so that a field changed by a vendor does not lose
/// the event. Names match in any case: Log Analytics writes the columns of Graph's fields in capitals.
/// </summary>
internal static class JsonFacts
{
    public static JsonElement? Field(this JsonElement owner, string name)
    {
        if (owner.ValueKind != JsonValueKind.Object)
            return null;
        if (owner.TryGetProperty(name, out var exact))
            return exact;
        foreach (var property in owner.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }
        return null;
    }

    public static JsonElement? Field(this JsonElement? owner, string name) => owner?.Field(name);

    /// <summary>A text, or a number or boolean as text; null when empty.</summary>
    public static string? Text(this JsonElement? value) => value?.ValueKind switch
    {
        JsonValueKind.String => value.Value.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => value.Value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static string? Text(this JsonElement owner, string name) => owner.Field(name).Text();

    public static string? Text(this JsonElement? owner, string name) => owner.Field(name).Text();

    public static IEnumerable<JsonElement> Items(this JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    public static IEnumerable<JsonElement> Items(this JsonElement owner, string name) => owner.Field(name).Items();

    /// <summary>A time in ISO 8601, or in Unix seconds as GitHub once wrote them.</summary>
    public static DateTimeOffset? Instant(this JsonElement owner, string name)
    {
        var value = owner.Field(name);
        if (value is { ValueKind: JsonValueKind.Number } number)
        {
            return number.TryGetInt64(out var seconds) && seconds is >= 0 and < 253_402_300_800
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
        }
        if (value.Text() is not { } text)
            return null;
        return IsoInstant.TryParse(text, out var instant) ? instant : null;
    }

    /// <summary>Scopes given as a list of texts, or as one text that holds several.</summary>
    public static IEnumerable<string> Scopes(this JsonElement? value) => value is { ValueKind: JsonValueKind.Array }
        ? value.Items().Select(item => ((JsonElement?)item).Text()).OfType<string>()
        : (value.Text() ?? "").Split([' ', ',', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public static string At(this string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
}
