using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OAuthAttest.Json;

/// <summary>Reads a JSON file that people write: what is wrong is told with its place, without the names of our types.</summary>
internal static class ReviewedFile
{
    /// <exception cref="InvalidDataException">It is not of that form: the message names file, place and field.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string file)
        where T : class
    {
        // The mark that some editors put before UTF-8.
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new InvalidDataException($"{file} has nothing but null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}, line {e.LineNumber + 1}, {e.Path ?? "$"}: {Reason(e.Message)}", e);
        }
    }

    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public static byte[] Bytes(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{file} cannot be read", e);
        }
    }

    private static string Reason(string message)
    {
        // Between quotes stand the names of the fields, and those of our types, which have dots.
        var quoted = message.Split('\'').Where((part, index) => index % 2 == 1 && !part.Contains('.', StringComparison.Ordinal));
        var fields = string.Join(", ", quoted);
        return message.Contains("missing required", StringComparison.Ordinal) ? $"{fields} is missing"
            : message.Contains("could not be mapped", StringComparison.Ordinal) ? $"{fields} is no field of it"
            : message.Contains("uplicate", StringComparison.Ordinal) ? $"{fields} stands there twice"
            : message.Contains("convert", StringComparison.Ordinal) || message.Contains("null", StringComparison.Ordinal)
                ? "has a value that it cannot have"
            : "is no JSON from there on";
    }
}
