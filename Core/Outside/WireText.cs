using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Outside;

/// <summary>
/// Makes text fit a limit: a service's, a column's or a reader's. The one place where text for people is cut: never inside a character as
/// people see it, and what comes out has no half of a surrogate pair, also where the text brought one: PostgreSQL and JSON take none.
/// </summary>
/// <remarks>Limits count UTF-16 units.</remarks>
internal static class WireText
{
    private const string Ellipsis = "…";
    private const int DigestLength = 16;

    /// <summary>At most so long; what was cut ends with an ellipsis, which counts.</summary>
    public static string Cut(string text, int most) => Cut(text, most, static whole => whole);

    /// <summary>As <see cref="Cut(string, int)"/>, where the text grows as it is written: the written text fits.</summary>
    /// <param name="write">Writes the whole text, or one character of it, such as an escape.</param>
    public static string Cut(string text, int most, Func<string, string> write)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var sound = WellFormed(text);
        if (write(sound) is var whole && whole.Length <= most)
            return whole;
        return most < Ellipsis.Length ? "" : Fill(sound, most - Ellipsis.Length, write).TrimEnd() + Ellipsis;
    }

    /// <summary>The beginning, at most so long, without a word that something was cut.</summary>
    public static string Start(string text, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var sound = WellFormed(text);
        return sound.Length <= most ? sound : Fill(sound, most, static whole => whole);
    }

    /// <summary>With the replacement character for each half of a surrogate pair; the length stays.</summary>
    public static string WellFormed(string text) =>
        text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : string.Concat(text.EnumerateRunes());

    /// <summary>A key that is too long keeps its start and is told apart by a digest of the whole.</summary>
    public static string Key(string key, int most) => key.Length <= most
        ? key
        : $"{Cut(key, most - DigestLength - 1)}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..DigestLength]}";

    private static string Fill(string text, int room, Func<string, string> write)
    {
        var filled = new StringBuilder(room);
        var characters = StringInfo.GetTextElementEnumerator(text);
        while (characters.MoveNext())
        {
            var next = write(characters.GetTextElement());
            if (filled.Length + next.Length > room)
                break;
            filled.Append(next);
        }
        return filled.ToString();
    }
}
