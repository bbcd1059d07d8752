namespace OAuthAttest.Text;

/// <summary>Recognises names that are only ids: shown to a person they say nothing, and take the place of what would.</summary>
public static class TechnicalId
{
    private const int ShortestHex = 20;
    private const int ShortestNumber = 9;

    private static readonly string[] Prefixes = ["sp:", "app:", "user:"];

    /// <summary>
    /// True for a GUID, a long hexadecimal or decimal number, and Google's and Okta's ids of clients and accounts; also with one of our own
    /// prefixes. False for an empty text.
    /// </summary>
    public static bool IsOne(string? text)
    {
        var id = (text ?? "").AsSpan().Trim();
        foreach (var prefix in Prefixes)
        {
            if (id.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                id = id[prefix.Length..];
        }
        if (id.EndsWith(".apps.googleusercontent.com", StringComparison.OrdinalIgnoreCase))
            return true;
        return Guid.TryParse(id, out _) || IsNumber(id) || IsHex(id) || IsOktaId(id);
    }

    private static bool IsNumber(ReadOnlySpan<char> id) => id.Length >= ShortestNumber && !id.ContainsAnyExceptInRange('0', '9');

    private static bool IsHex(ReadOnlySpan<char> id)
    {
        if (id.Length < ShortestHex)
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
        }
        return true;
    }

    // 00u…, 0oa…: twenty letters and digits. https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/
    private static bool IsOktaId(ReadOnlySpan<char> id)
    {
        if (id.Length != 20 || !(id.StartsWith("00u", StringComparison.Ordinal) || id.StartsWith("0oa", StringComparison.Ordinal)))
            return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
        }
        return true;
    }
}
