using System.Text.Json;
using OAuthAttest.Json;
using OAuthAttest.Text;

namespace OAuthAttest.Escalations.Consents.Webhooks.Standard;

/// <summary>Reads the fields of a JSON object that may have no others.</summary>
internal sealed class StrictFields
{
    private readonly string prefix;
    private readonly JsonElement? owner;
    private readonly FieldProblems problems;

    private StrictFields(string prefix, JsonElement? owner, FieldProblems problems) =>
        (this.prefix, this.owner, this.problems) = (prefix, owner, problems);

    public static StrictFields Of(JsonElement value, string prefix, IReadOnlyCollection<string> known, FieldProblems problems)
    {
        var name = prefix.Length == 0 ? "body" : prefix.TrimEnd('.');
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add(name, "must be a JSON object");
            return new StrictFields(prefix, null, problems);
        }
        foreach (var property in value.EnumerateObject())
        {
            // The name is untrusted input: the message only repeats it if it is one of ours.
            if (!known.Contains(property.Name))
            {
                problems.Add(
                    property.Name.Length is > 0 and <= 40 && property.Name.All(char.IsAsciiLetterOrDigit) ? prefix + property.Name : name,
                    $"is not known; known here: {string.Join(", ", known)}"
                );
            }
        }
        return new StrictFields(prefix, value, problems);
    }

    /// <summary>A required object.</summary>
    public StrictFields Child(string name, IReadOnlyCollection<string> known)
    {
        if (Value(name) is { } value)
            return Of(value, $"{prefix}{name}.", known, problems);
        Fail(name, "is missing");
        return new StrictFields($"{prefix}{name}.", null, problems);
    }

    public string? Text(string name, int longest, bool required = false)
    {
        if (Value(name) is not { } value)
            return required ? Fail(name, "is missing") : null;
        return value.ValueKind == JsonValueKind.String ? Checked(name, value.GetString()!, longest) : Fail(name, "must be a JSON string");
    }

    public IReadOnlyList<string> Texts(string name, int longest, int most)
    {
        if (Value(name) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() > most)
        {
            Fail(name, $"must be a list of at most {most} texts");
            return [];
        }
        var texts = new List<string>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var path = name.At(texts.Count);
            texts.Add(
                (item.ValueKind == JsonValueKind.String ? Checked(path, item.GetString()!, longest) : Fail(path, "must be a JSON string"))
                    ?? ""
            );
        }
        return texts;
    }

    public bool? Flag(string name)
    {
        if (Value(name) is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        Fail(name, "must be true or false");
        return null;
    }

    public DateTimeOffset? Instant(string name, bool required = false)
    {
        if (Text(name, longest: 40, required) is not { } text)
            return null;
        // A time without an offset would be read differently in each time zone.
        if (text.Length > 16 && (text[^1] == 'Z' || text.AsSpan(11).IndexOfAny('+', '-') > 0) && IsoInstant.TryParse(text, out var instant))
            return instant;
        Fail(name, "must be a time in ISO 8601 with its offset, such as 2026-11-25T10:00:00Z");
        return null;
    }

    private string? Checked(string name, string text, int longest)
    {
        if (text.Length == 0 || text.Length > longest)
            return Fail(name, $"must have 1 to {longest} characters");
        return text.Any(char.IsControl) ? Fail(name, "must not hold control characters") : text;
    }

    private JsonElement? Value(string name) =>
        owner?.TryGetProperty(name, out var value) == true && value.ValueKind != JsonValueKind.Null ? value : null;

    private string? Fail(string name, string problem)
    {
        // If the owner is not an object, that mistake is reported; reporting its fields as missing would add nothing.
        if (owner is not null || problems.First is null)
            problems.Add(prefix + name, problem);
        return null;
    }
}
