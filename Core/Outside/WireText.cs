using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Outside;

/// <summary>Makes text fit a service's limit.</summary>
internal static class WireText
{
    private const string Ellipsis = "…";
    private const int DigestLength = 16;

    /// <summary>Cut to so many UTF-16 units, never inside a character as people see it.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext() && elements.ElementIndex <= most - Ellipsis.Length)
            end = elements.ElementIndex;
        return text[..end] + Ellipsis;
    }

    /// <summary>A key that is too long keeps its start and is told apart by a digest of the whole.</summary>
    public static string Key(string key, int most) => key.Length <= most
        ? key
        : $"{Cut(key, most - DigestLength - 1)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..DigestLength]}";
}
