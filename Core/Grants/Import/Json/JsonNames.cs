using System.Text;
using System.Text.Json;

namespace OAuthAttest.Grants.Import.Json;

/// <summary>What a property of a response tells about the list in it.</summary>
internal enum JsonName
{
    Other,
    List,
    NextPage,
    Links,
    Error,
    Kind,
    Count,
}

/// <summary>Recognises a shape's properties while they are read, without making strings of them.</summary>
internal sealed class JsonNames(JsonListShape shape)
{
    private readonly byte[][] lists = Utf8(shape.Lists);
    private readonly byte[][] nextPage = Utf8(shape.NextPage.Where(name => name != JsonListShape.LinksProperty));
    private readonly byte[][] kinds = Utf8(shape.ListKinds);
    private readonly bool hasLinks = shape.NextPage.Contains(JsonListShape.LinksProperty);

    public JsonName Of(ref Utf8JsonReader reader) =>
        Is(ref reader, lists) ? JsonName.List
        : Is(ref reader, nextPage) ? JsonName.NextPage
        : reader.ValueTextEquals("error"u8) || reader.ValueTextEquals("errorCode"u8) ? JsonName.Error
        : reader.ValueTextEquals("kind"u8) ? JsonName.Kind
        : reader.ValueTextEquals("@odata.count"u8) ? JsonName.Count
        : hasLinks && reader.ValueTextEquals("_links"u8) ? JsonName.Links
        : JsonName.Other;

    public bool IsListKind(ref Utf8JsonReader reader) => Is(ref reader, kinds);

    private static bool Is(ref Utf8JsonReader reader, byte[][] texts)
    {
        foreach (var text in texts)
        {
            if (reader.ValueTextEquals(text))
                return true;
        }
        return false;
    }

    private static byte[][] Utf8(IEnumerable<string> texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
