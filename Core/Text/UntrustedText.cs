using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Outside;

namespace OAuthAttest.Text;

/// <summary>
/// What may be stored and shown of a text that a stranger chose: an app's name is written by its maker. Without control characters
/// (PostgreSQL stores no NUL), without marks that turn the direction of writing, and never longer than its column.
/// </summary>
internal static class UntrustedText
{
    public const int MaxId = 256;
    public const int MaxName = 256;
    public const int MaxScope = 512;

    /// <summary>Text for people: cut where it is too long. Null where nothing is left.</summary>
    public static string? Display(string? text, int longest = MaxName) => Clean(text) is { } clean ? WireText.Cut(clean, longest) : null;

    /// <summary>Text that identifies: where it is too long its digest stands in, for two cut ids could be one.</summary>
    public static string? Id(string? text, int longest = MaxId) => Clean(text) is not { } clean ? null
        : clean.Length <= longest ? clean
        : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(clean)))}";

    /// <summary>Distinct, in ordinal order.</summary>
    public static IReadOnlyList<string> Scopes(IEnumerable<string> scopes) =>
        [.. scopes.Select(scope => Id(scope, MaxScope)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? Clean(string? text)
    {
        if (text is null)
            return null;
        text = WireText.WellFormed(text);
        if (!text.Any(IsUnwanted))
            return text.Trim() is { Length: > 0 } whole ? whole : null;
        return string.Concat(text.Where(c => !IsUnwanted(c))).Trim() is { Length: > 0 } cleaned ? cleaned : null;
    }

    private static bool IsUnwanted(char c) =>
        char.IsControl(c)
        || c is '\u2028' or '\u2029' or '\uFEFF' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
