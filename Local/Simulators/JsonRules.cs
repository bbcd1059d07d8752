using System.Text.Json;

namespace OAuthAttest.Local.Simulators;

/// <summary>Checks a JSON document as strictly as a service's schema, and names the place of each error.</summary>
internal sealed class JsonRules
{
    private readonly List<string> errors = [];

    public IReadOnlyList<string> Errors => errors;

    public void Fail(string path, string problem) => errors.Add($"'{path}' {problem}");

    /// <summary>Reports a value that is not an object, and fields that the schema does not have.</summary>
    /// <returns>False when it is not an object: then its fields cannot be checked.</returns>
    public bool Only(JsonElement parent, string path, params ReadOnlySpan<string> names)
    {
        if (parent.ValueKind != JsonValueKind.Object)
        {
            Fail(path, "must be an object");
            return false;
        }
        foreach (var property in parent.EnumerateObject())
        {
            if (!names.Contains(property.Name))
                Fail($"{path}{property.Name}", "is not a field of this object");
        }
        return true;
    }

    public JsonElement? Object(JsonElement parent, string name, string path, bool required)
    {
        if (!parent.TryGetProperty(name, out var value))
            return required ? Missing(path + name) : null;
        if (value.ValueKind == JsonValueKind.Object)
            return value;
        Fail(path + name, "must be an object");
        return null;
    }

    public IReadOnlyList<JsonElement> List(JsonElement parent, string name, string path, int least, int most, bool required = false)
    {
        if (!parent.TryGetProperty(name, out var value))
        {
            if (required)
                Missing(path + name);
            return [];
        }
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < least || value.GetArrayLength() > most)
        {
            Fail(path + name, $"must be an array of {least} to {most} items");
            return [];
        }
        return [.. value.EnumerateArray()];
    }

    public string? Text(JsonElement parent, string name, string path, int most, bool required)
    {
        if (!parent.TryGetProperty(name, out var value))
        {
            if (required)
                Missing(path + name);
            return null;
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            Fail(path + name, "must be a text");
            return null;
        }
        var text = value.GetString()!;
        if (text.Length == 0 || text.Length > most)
            Fail(path + name, $"must have 1 to {most} characters");
        return text;
    }

    public string? OneOf(JsonElement parent, string name, string path, bool required, params ReadOnlySpan<string> values)
    {
        var text = Text(parent, name, path, 100, required);
        if (text is not null && !values.Contains(text))
            Fail(path + name, "has a value that is not allowed");
        return text;
    }

    public void Address(JsonElement parent, string name, string path, int most, bool required)
    {
        if (
            Text(parent, name, path, most, required) is { } text
            && !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http")
        )
        {
            Fail(path + name, "must be a URL");
        }
    }

    public DateTimeOffset? Instant(JsonElement parent, string name, string path)
    {
        if (Text(parent, name, path, 100, required: false) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(text, out var at))
            return at;
        Fail(path + name, "must be an ISO 8601 time");
        return null;
    }

    private JsonElement? Missing(string path)
    {
        Fail(path, "is missing or blank");
        return null;
    }
}
