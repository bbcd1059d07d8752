using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks;

/// <summary>
/// What a JSON value looks like, without what it says: names and kinds, such as <c>{id: text 36, user: {upn: text 20}}</c>. Names that
/// could be data (an address as a key) are left out too.
/// </summary>
internal static class RecordShape
{
    public const int Longest = 2000;
    private const int MostItems = 3;
    private const int LongestName = 64;

    public static string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.Length <= Longest ? text.ToString() : string.Concat(text.ToString().AsSpan(0, Longest - 1), "…");
    }

    public static string OfText(int bytes) => string.Create(CultureInfo.InvariantCulture, $"no JSON, {bytes} bytes");

    private static void Write(StringBuilder text, JsonElement value)
    {
        if (text.Length > Longest)
            return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                text.Append('{');
                WriteAll(text, value.EnumerateObject(), (each, property) =>
                {
                    each.Append(IsPlain(property.Name) ? property.Name : "…").Append(": ");
                    Write(each, property.Value);
                });
                text.Append('}');
                break;
            case JsonValueKind.Array:
                text.Append(CultureInfo.InvariantCulture, $"{value.GetArrayLength()} of [");
                WriteAll(text, value.EnumerateArray().Take(MostItems), Write);
                text.Append(']');
                break;
            case JsonValueKind.String:
                text.Append(CultureInfo.InvariantCulture, $"text {value.GetString()!.Length}");
                break;
            default:
                text.Append(value.ValueKind switch
                {
                    JsonValueKind.True or JsonValueKind.False => "flag",
                    JsonValueKind.Null => "null",
                    _ => "number",
                });
                break;
        }
    }

    private static void WriteAll<T>(StringBuilder text, IEnumerable<T> parts, Action<StringBuilder, T> write)
    {
        var isFirst = true;
        foreach (var part in parts)
        {
            if (!isFirst)
                text.Append(", ");
            isFirst = false;
            write(text, part);
        }
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= LongestName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '$' or ' ');
}
