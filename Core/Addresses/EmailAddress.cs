namespace OAuthAttest.Addresses;

/// <summary>
/// Normalises email addresses from every origin: imports, consents, rosters, Slack's directory, settings. People are found by comparing
/// addresses, so two origins that normalised them differently would not match.
/// </summary>
internal static class EmailAddress
{
    /// <summary>64 before the @, 255 after it (https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1).</summary>
    public const int Longest = 320;

    /// <summary>In a guest's principal name, after the address that was invited.</summary>
    public const string GuestMark = "#EXT#";

    /// <summary>
    /// The address without what surrounds it (a display name, <c>mailto:</c>, invisible characters), in lower case and normalization
    /// form C, its domain in the ASCII form; of a guest's principal name the address that was invited. Null if the text cannot be one
    /// address: then it matches nobody.
    /// </summary>
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

    /// <summary>Whether two texts are the same address; false if either is none.</summary>
    public static bool AreSame(string? one, string? other) => Of(one) is { } address && address == Of(other);

    /// <summary>
    /// The distinct addresses among the texts, without <paramref name="main"/>: what else somebody is known by.
    /// </summary>
    public static string[] Others(string? main, params IEnumerable<string?> texts) =>
        [
            .. texts
                .Select(Of)
                .OfType<string>()
                .Where(address => address != main)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>As <see cref="Of"/>; does not allocate for a plain ASCII address.</summary>
    /// <param name="address">Must hold up to <see cref="Longest"/> characters.</param>
    public static bool TryWrite(ReadOnlySpan<char> text, Span<char> address, out int length)
    {
        text = text.Trim();
        if (TryWritePlain(text, address, out length))
            return true;
        if (AddressText.Clean(text) is not { } clean)
        {
            length = 0;
            return false;
        }
        clean.CopyTo(address);
        length = clean.Length;
        return true;
    }

    /// <summary>Writes an address that needs no cleaning but lower case; false: it needs some, or it is none.</summary>
    private static bool TryWritePlain(ReadOnlySpan<char> text, Span<char> address, out int length)
    {
        length = 0;
        if (text.Length > Longest)
            return false;
        var at = -1;
        foreach (var c in text)
        {
            if (c == '@' && at < 0)
                at = length;
            else if (!(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' || (at < 0 && c is '_' or '+')))
                return false;
            address[length++] = char.ToLowerInvariant(c);
        }
        return at > 0 && !IsOddDomain(address[(at + 1)..length]);
    }

    private static bool IsOddDomain(ReadOnlySpan<char> domain) =>
        domain.IsEmpty
        || domain[0] is '.' or '-'
        || domain[^1] is '.' or '-'
        || domain.Contains("..", StringComparison.Ordinal)
        || domain.Contains("xn--", StringComparison.Ordinal);
}
