using System.Text;
using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.Escalations.Consents.Webhooks.Entra;

/// <summary>Values that Entra and Log Analytics write as JSON inside JSON.</summary>
internal static class EntraValues
{
    private const int MostLayers = 3;

    /// <summary>The object or list, also when written as a string: Log Analytics does that with columns of type dynamic.</summary>
    public static JsonElement? Json(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.String } && value.Text()?.TrimStart() is { } text && text.StartsWith('{') | text.StartsWith('[')
            ? StrictJson.Parse(Encoding.UTF8.GetBytes(text), out _) ?? value
            : value;

    /// <summary>A new value without its quotes: <c>"\"True\""</c> becomes True, and a list of one its only entry.</summary>
    public static string? Unquote(string? text)
    {
        for (
            var layer = 0;
            layer < MostLayers
                && text?.Trim() is { Length: > 1 } trimmed
                && (trimmed[0] == '"' || trimmed.StartsWith("[\"", StringComparison.Ordinal));
            layer++
        )
        {
            if (StrictJson.Parse(Encoding.UTF8.GetBytes(trimmed), out _) is not { } json)
                break;
            text =
                json.ValueKind == JsonValueKind.Array
                    ? string.Join(' ', ((JsonElement?)json).Items().Select(item => ((JsonElement?)item).Text()))
                    : ((JsonElement?)json).Text();
        }
        return text;
    }
}
