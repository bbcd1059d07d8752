using System.Buffers;
using System.Text;

namespace OAuthAttest.Text;

/// <summary>What a text column of PostgreSQL can hold.</summary>
public static class StorableText
{
    /// <summary>False for a text with the character zero, or with half of a surrogate pair, which UTF-8 cannot write.</summary>
    public static bool IsStorable(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] == '\0' || Rune.DecodeFromUtf16(text, out _, out var length) != OperationStatus.Done)
                return false;
            text = text[length..];
        }
        return true;
    }
}
