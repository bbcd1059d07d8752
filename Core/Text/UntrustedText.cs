using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using OAuthAttest.Outside;

namespace OAuthAttest.Text;

/// <summary>
/// Cleans text that comes from an untrusted party before it is stored and shown: an app's name is chosen by its maker, a person's by
/// themselves. Removes control characters (PostgreSQL stores no NUL) and marks that change the writing direction, and limits the length to
/// the column's. Everything that comes in passes here, so that two records of one name have it in one form.
/// </summary>
internal static class UntrustedText
{
    public const int MaxId = 256;
    public const int MaxName = 256;
    public const int MaxScope = 512;

    // Between words: what is left out there would join them.
    private static readonly char[] SpaceCharacters = ['\t', '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029'];
    private static readonly SearchValues<char> Spaces = SearchValues.Create(SpaceCharacters);

    private static readonly SearchValues<char> Unwanted = SearchValues.Create(
        [
            .. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(char.IsControl),
            .. "\u2028\u2029\uFEFF\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069",
        ]);

    /// <summary>A name of an app, a person or a company: one line, of any length. Null if nothing is left.</summary>
    public static string? Name(string? text) =>
        text is not null && text.AsSpan().ContainsAny(Spaces)
            ? Clean(string.Join(' ', text.Split(SpaceCharacters, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            : Clean(text);

    /// <summary>The same, cut if it is too long.</summary>
    public static string? Display(string? text, int longest = MaxName) => Name(text) is { } name ? WireText.Cut(name, longest) : null;

    /// <summary>Text that identifies something: if it is too long a digest replaces it, because two cut ids could be equal.</summary>
    public static string? Id(string? text, int longest = MaxId) => Clean(text) is not { } clean ? null
        : clean.Length <= longest ? clean
        : Digest(clean);

    /// <summary>Stands for a text that cannot be shown as it is.</summary>
    public static string Digest(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    /// <summary>Distinct, in ordinal order.</summary>
    public static IReadOnlyList<string> Scopes(IEnumerable<string> scopes) =>
        [.. scopes.Select(scope => Id(scope, MaxScope)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string? Clean(string? text)
    {
        if (text is null)
            return null;
        text = WireText.WellFormed(text);
        if (text.AsSpan().ContainsAny(Unwanted))
            text = string.Concat(text.Where(c => !Unwanted.Contains(c)));
        return text.Trim() is { Length: > 0 } clean ? clean : null;
    }
}
