using System.Security.Cryptography;
using System.Text.Json;

namespace OAuthAttest.Aws.Athena;

/// <summary>What is known while the pages of one result are read.</summary>
internal sealed partial class AthenaWalk
{
    /// <summary>Of the smallest pages that are asked for: half a million records.</summary>
    private const int MostPages = 10_000;

    private readonly HashSet<string> tokens = new(StringComparer.Ordinal);
    private readonly HashSet<string> pages = new(StringComparer.Ordinal);

    /// <summary>Takes a page that must follow the one before, and was not there before.</summary>
    /// <returns>What is wrong with it, as the end of a sentence; null: nothing.</returns>
    public string? Take(AthenaPage page)
    {
        if (page.Rows.Count > 0 && !pages.Add(DigestOf(page)))
            return "a page came twice";
        return page.NextToken is { } token && (!tokens.Add(token) || tokens.Count >= MostPages)
            ? $"its pages do not end, or are more than {MostPages}"
            : null;
    }

    public static string DigestOf(AthenaPage page) =>
        Convert.ToHexStringLower(SHA256.HashData(
            JsonSerializer.SerializeToUtf8Bytes(page.Rows, RowsJson.Default.IReadOnlyListIReadOnlyListString)));

    [System.Text.Json.Serialization.JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<string>>))]
    private sealed partial class RowsJson : System.Text.Json.Serialization.JsonSerializerContext;
}
