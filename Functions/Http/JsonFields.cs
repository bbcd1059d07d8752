using System.Globalization;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker.Http;

namespace OAuthAttest.Functions.Http;

/// <summary>
/// The fields of a small JSON body, read strictly: a field of the wrong type or with an unknown name is refused by name. An empty body is
/// refused too, because it may have been lost on the way; {} says that no field is given. The first mistake is kept in <see cref="Bad"/>.
/// </summary>
internal sealed class JsonFields
{
    private const int LongestText = 200;

    private readonly Dictionary<string, JsonElement> fields;

    private JsonFields(Dictionary<string, JsonElement> fields, BadRequest? bad)
    {
        this.fields = fields;
        Bad = bad;
    }

    public BadRequest? Bad { get; private set; }

    public static async Task<JsonFields> ReadAsync(
        HttpRequestData request,
        IReadOnlyCollection<string> known,
        CancellationToken cancellation
    )
    {
        var (body, bad) = await RequestBody.ReadAsync(request, cancellation);
        if (bad is null && body.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            bad = BadRequest.Malformed(
                "body",
                $"is empty: send a JSON object; it may have {string.Join(", ", known)}, and {{}} leaves all of them out"
            );
        }
        if (bad is not null)
            return new JsonFields([], bad);
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            return Of(json.RootElement, known);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The JSON reader accepts an unpaired escaped surrogate, and throws only when the text is read.
            return new JsonFields([], BadRequest.Malformed("body", "is not valid JSON"));
        }
    }

    /// <summary>A text without control characters: PostgreSQL does not accept all of them, and no name contains one.</summary>
    public string? Text(string name, int longest = LongestText)
    {
        if (Read(name, JsonValueKind.String) is not { } field)
            return null;
        return Decode(field) is { Length: > 0 } text && text.Length <= longest && !text.Any(char.IsControl)
            ? text
            : Fail<string>(name, $"must have 1 to {longest} characters, and no control characters");
    }

    public bool? Flag(string name) => fields.GetValueOrDefault(name).ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => Fail<bool?>(name, "must be true or false"),
    };

    /// <summary>A time span as .NET writes it: <c>d.hh:mm:ss</c>.</summary>
    public TimeSpan? Span(string name, TimeSpan least, TimeSpan most)
    {
        if (Text(name) is not { } text)
            return null;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= least && span <= most
            ? span
            : Fail<TimeSpan?>(name, $"must be a time span (d.hh:mm:ss) from {least} to {most}");
    }

    /// <summary>A list of short texts; empty where the field is not there.</summary>
    public IReadOnlyList<string> Texts(string name, int most)
    {
        if (Read(name, JsonValueKind.Array) is not { } list)
            return [];
        var texts = list.EnumerateArray()
            .Select(each => each.ValueKind == JsonValueKind.String && Decode(each) is { Length: > 0 and <= LongestText } text
                && !text.Any(char.IsControl) ? text : null)
            .ToList();
        return texts.Count <= most && texts.TrueForAll(text => text is not null)
            ? texts!
            : Fail<IReadOnlyList<string>>(name, $"must be a list of at most {most} texts of 1 to {LongestText} characters") ?? [];
    }

    public T? Fail<T>(string name, string problem)
    {
        Bad ??= BadRequest.Malformed(name, problem);
        return default;
    }

    private static JsonFields Of(JsonElement root, IReadOnlyCollection<string> known)
    {
        if (root.ValueKind != JsonValueKind.Object)
            return new JsonFields([], BadRequest.Malformed("body", "must be a JSON object"));
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                return new JsonFields(
                    [],
                    new BadRequest(
                        System.Net.HttpStatusCode.BadRequest,
                        $"The body has a field that is not known; it may have {string.Join(", ", known)}.",
                        Shown(property.Name)
                    )
                );
            }
            if (!found.TryAdd(property.Name, property.Value.Clone()))
                return new JsonFields([], BadRequest.Malformed(property.Name, "stands there twice"));
        }
        return new JsonFields(found, null);
    }

    private static string? Decode(JsonElement field)
    {
        try
        {
            return field.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private JsonElement? Read(string name, JsonValueKind kind)
    {
        var field = fields.GetValueOrDefault(name);
        if (field.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return null;
        return field.ValueKind == kind ? field : Fail<JsonElement?>(name, $"must be a JSON {kind.ToString().ToLowerInvariant()}");
    }

    // The name is user input: it is repeated only when it could be a name of ours.
    private static string Shown(string name) =>
        name.Length is > 0 and <= 40 && name.All(char.IsAsciiLetterOrDigit) ? name : "body";
}
