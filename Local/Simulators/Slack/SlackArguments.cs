using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace OAuthAttest.Local.Simulators.Slack;

/// <summary>A method's arguments, from JSON or from form fields.</summary>
internal sealed class SlackArguments
{
    private readonly Dictionary<string, JsonElement> values;

    private SlackArguments(Dictionary<string, JsonElement> values) => this.values = values;

    /// <summary>Null when the body is neither JSON nor a form.</summary>
    public static async Task<SlackArguments?> ReadAsync(HttpRequest request)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            return new SlackArguments(
                form.ToDictionary(field => field.Key, field => FromForm(field.Key, field.Value.ToString()), StringComparer.Ordinal)
            );
        }
        try
        {
            using var json = await JsonDocument.ParseAsync(request.Body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new SlackArguments(
                    json.RootElement.EnumerateObject()
                        .ToDictionary(field => field.Name, field => field.Value.Clone(), StringComparer.Ordinal)
                )
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string? Text(string name) => values.TryGetValue(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => value.GetRawText(),
        }
        : null;

    public int? Number(string name) => int.TryParse(Text(name), out var number) ? number : null;

    public bool Flag(string name) => Text(name) is "true" or "1";

    public JsonElement? Object(string name) =>
        values.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value : null;

    // In a form, structured arguments are JSON strings.
    private static JsonElement FromForm(string name, string text)
    {
        if (name is not ("blocks" or "metadata" or "view"))
            return JsonSerializer.SerializeToElement(text);
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }
}
