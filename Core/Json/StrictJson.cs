using System.Text.Json;
using System.Text.Unicode;

namespace OAuthAttest.Json;

/// <summary>
/// Parses a body into JSON whose every text can be read: .NET's parser accepts broken UTF-8 and lone surrogates, and throws only when
/// such a text is read.
/// </summary>
internal static class StrictJson
{
    private const int DeepestNesting = 32;

    /// <param name="problem">What is wrong, as the end of a sentence that begins with <c>body</c>.</param>
    public static JsonElement? Parse(
        ReadOnlySpan<byte> body,
        out string problem,
        bool allowDuplicates = true,
        int deepest = DeepestNesting
    )
    {
        problem = "is not valid JSON";
        if (!Utf8.IsValid(body))
        {
            problem = "is not valid UTF-8";
            return null;
        }
        try
        {
            if (!AllTextsAreWhole(body, deepest))
            {
                problem = "has a text with half a surrogate pair";
                return null;
            }
            return JsonElement.Parse(
                body,
                new JsonDocumentOptions { MaxDepth = deepest, AllowDuplicateProperties = allowDuplicates }
            );
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool AllTextsAreWhole(ReadOnlySpan<byte> body, int deepest)
    {
        if (body.IndexOf((byte)'\\') < 0)
            return true;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = deepest });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped && !IsWhole(ref reader))
                return false;
        }
        return true;
    }

    private static bool IsWhole(ref Utf8JsonReader reader)
    {
        try
        {
            reader.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
