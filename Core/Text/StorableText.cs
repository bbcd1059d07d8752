namespace OAuthAttest.Text;

/// <summary>What a text column of PostgreSQL can hold.</summary>
public static class StorableText
{
    /// <summary>False for a text with the character zero, or with half of a surrogate pair, which UTF-8 cannot write.</summary>
    public static bool IsStorable(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsLowSurrogate(text[i]))
                return false;
            if (char.IsHighSurrogate(text[i]) && (++i == text.Length || !char.IsLowSurrogate(text[i])))
                return false;
        }
        return true;
    }
}
