using System.Buffers;
using System.Text;
using System.Text.Json;
using OAuthAttest.Json;

namespace OAuthAttest.ScopeAudits.Registry;

/// <summary>
/// Where something stands in a record: names with dots between them, <c>[]</c> behind the name of a list whose every element is meant, for
/// example <c>requestParameters.scopes[].scopeName</c>.
/// </summary>
public sealed record RecordPath
{
    private const string EveryElement = "[]";

    private static readonly SearchValues<char> NoName = SearchValues.Create(" []{}'\"");

    private readonly (string Name, bool IsList)[] steps;

    private RecordPath(string text, (string Name, bool IsList)[] steps) => (Text, this.steps) = (text, steps);

    public string Text { get; }

    /// <exception cref="FormatException">It is no path.</exception>
    public static RecordPath Parse(string? text)
    {
        if (text is null)
            throw new FormatException("null is no path into a record");
        var parsed = text.Split('.').Select(Step).ToArray();
        return Array.Exists(parsed, step => step.Name.Length == 0 || step.Name.AsSpan().ContainsAny(NoName))
            ? throw new FormatException($"'{text}' is no path into a record")
            : new RecordPath(text, parsed);
    }

    /// <summary>The texts that stand there; of objects and lists their JSON. Empty: there is nothing.</summary>
    public IEnumerable<string> In(JsonElement record) => In(record, 0);

    public bool Equals(RecordPath? other) => other?.Text == Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static (string Name, bool IsList) Step(string text) =>
        text.EndsWith(EveryElement, StringComparison.Ordinal) ? (text[..^EveryElement.Length], true) : (text, false);

    private IEnumerable<string> In(JsonElement place, int step)
    {
        if (step == steps.Length)
            return Of(place);
        if (Opened(place).Field(steps[step].Name) is not { } next)
            return [];
        if (!steps[step].IsList)
            return In(next, step + 1);
        return Opened(next) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().SelectMany(element => In(element, step + 1))
            : In(next, step + 1);
    }

    // Athena and some collectors keep the parameters as text.
    private static JsonElement Opened(JsonElement place) =>
        place.ValueKind == JsonValueKind.String && place.GetString() is ['{' or '[', ..] text
        && StrictJson.Parse(Encoding.UTF8.GetBytes(text), out _) is { } json
            ? json
            : place;

    private static IEnumerable<string> Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.Object or JsonValueKind.Array => [value.GetRawText()],
        _ => ((JsonElement?)value).Text() is { } text ? [text] : [],
    };
}
