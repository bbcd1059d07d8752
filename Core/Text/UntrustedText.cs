using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Outside;

namespace OAuthAttest.Text;

/// <summary>
/// Cleans text that comes from an untrusted party before it is stored and shown: an app's name is chosen by its maker. Removes control
/// characters (PostgreSQL stores no NUL) and marks that change the writing direction, and limits the length to the column's.
/// </summary>
internal static class UntrustedText
{
    public const int MaxId = 256;
    public const int MaxName = 256;
    public const int MaxScope = 512;

    /// <summary>Text for people, cut if it is too long. Null if nothing is left.</summary>
    public static string? Display(string? text, int longest = MaxName) => Clean(text) is { } clean ? WireText.Cut(clean, longest) : null;

    /// <summary>Text that identifies something: if it is too long a digest replaces it, because two cut ids could be equal.</summary>
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
