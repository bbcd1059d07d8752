using System.Text;

namespace OAuthAttest.Addresses;

/// <summary>
/// Normalises email addresses from every origin: imports, consents, rosters, Slack's directory, settings. People are found by comparing
/// addresses, so two origins that normalised them differently would not match.
/// </summary>
internal static class EmailAddress
{
    /// <summary>64 before the @, 255 after it (https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1).</summary>
    public const int Longest = 320;

    /// <summary>The address in lower case, without what surrounds it; null if the text cannot be an address: then it
    /// matches nobody.</summary>
    public static string? Of(string? text)
    {
        Span<char> address = stackalloc char[Longest];
        return TryWrite(text, address, out var length) ? new string(address[..length]) : null;
    }

    /// <summary>Whether a text can be an email address.</summary>
    public static bool IsOne(ReadOnlySpan<char> text)
    {
        Span<char> address = stackalloc char[Longest];
        return TryWrite(text, address, out _);
    }

    /// <summary>As <see cref="Of"/>, without allocating a string.</summary>
    /// <param name="address">Must hold up to <see cref="Longest"/> characters.</param>
    public static bool TryWrite(ReadOnlySpan<char> text, Span<char> address, out int length)
    {
        length = 0;
        var at = -1;
        foreach (var rune in WithoutEdges(text).EnumerateRunes())
        {
            if (IsUnseen(rune))
                continue;
            // A lone surrogate is read as U+FFFD.
            if (Rune.IsWhiteSpace(rune) || Rune.IsControl(rune) || rune.Value is '<' or '>' or ',' or ';' or 0xFFFD)
                return false;
            if (rune.Value == '@' && at >= 0)
                return false;
            at = rune.Value == '@' ? length : at;
            if (!Rune.ToLowerInvariant(rune).TryEncodeToUtf16(address[length..], out var written))
                return false;
            length += written;
        }
        return at > 0 && at < length - 1;
    }

    private static ReadOnlySpan<char> WithoutEdges(ReadOnlySpan<char> text)
    {
        while (text.Length > 0 && IsEdge(text[0]))
            text = text[1..];
        while (text.Length > 0 && IsEdge(text[^1]))
            text = text[..^1];
        return text;
    }

    private static bool IsEdge(char c) => char.IsWhiteSpace(c) || IsUnseen(new Rune(char.IsSurrogate(c) ? 'x' : c));

    // Direction marks and byte order marks are copied along when an address is copied from a page, and are invisible.
    private static bool IsUnseen(Rune rune) =>
        rune.Value is 0xFEFF or 0x200B or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
