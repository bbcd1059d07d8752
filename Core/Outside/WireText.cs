using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OAuthAttest.Outside;

/// <summary>
/// Cuts text to a limit: a service's, a column's or a reader's. All text for people is cut here: never inside a character as people see
/// it. Lone surrogates are replaced, also those in the input, because PostgreSQL and JSON accept none.
/// </summary>
/// <remarks>Limits count UTF-16 units.</remarks>
internal static class WireText
{
    private const string Ellipsis = "…";
    private const int DigestLength = 16;

    /// <summary>Cut to at most this length; a cut text ends with an ellipsis, which is included in the length.</summary>
    public static string Cut(string text, int most) => Cut(text, most, static whole => whole);

    /// <summary>As <see cref="Cut(string, int)"/>, for text that grows when it is written: the written text fits.</summary>
    /// <param name="write">Writes the whole text, or one character of it, e.g. with escapes.</param>
    public static string Cut(string text, int most, Func<string, string> write)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var sound = WellFormed(text);
        if (write(sound) is var whole && whole.Length <= most)
            return whole;
        return most < Ellipsis.Length ? "" : Fill(sound, most - Ellipsis.Length, write).TrimEnd() + Ellipsis;
    }

    /// <summary>The beginning, of at most this length, without an ellipsis.</summary>
    public static string Start(string text, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var sound = WellFormed(text);
        return sound.Length <= most ? sound : Fill(sound, most, static whole => whole);
    }

    /// <summary>Replaces each lone surrogate by the replacement character; the length stays the same.</summary>
    public static string WellFormed(string text) =>
        text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? text : string.Concat(text.EnumerateRunes());

    /// <summary>Shortens a key: its start and a digest of the whole, so that two long keys stay different.</summary>
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
