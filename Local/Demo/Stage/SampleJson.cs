using System.Text.Json;

namespace OAuthAttest.Local.Demo.Stage;

/// <summary>Reads the entries of the sample exports' lists.</summary>
internal static class SampleJson
{
    /// <summary>Every entry of the files, in the order of their names.</summary>
    /// <param name="pattern">In the folder of the samples: <c>okta/grants/*.json</c>.</param>
    /// <param name="list">The list's name in the answer; null: the answer is the list.</param>
    public static async Task<IReadOnlyList<JsonElement>> ReadAsync(string pattern, string? list, CancellationToken cancellation)
    {
        var found = new List<JsonElement>();
        var path = Path.Combine(SampleFiles.Folder, pattern);
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path)).Order(StringComparer.Ordinal))
        {
            await using var stream = File.OpenRead(file);
            using var page = await JsonDocument.ParseAsync(stream, cancellationToken: cancellation);
            found.AddRange((list is null ? page.RootElement.EnumerateArray() : List(page.RootElement, list)).Select(item => item.Clone()));
        }
        return found;
    }

    public static string? TextOf(JsonElement? item, string name) =>
        Field(item, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool Is(JsonElement item, string name) => Field(item, name) is { ValueKind: JsonValueKind.True };

    public static JsonElement? Field(JsonElement? item, string name) =>
        item is { ValueKind: JsonValueKind.Object } owner && owner.TryGetProperty(name, out var value) ? value : null;

    public static JsonElement.ArrayEnumerator List(JsonElement item, string name) =>
        Field(item, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default;
}
