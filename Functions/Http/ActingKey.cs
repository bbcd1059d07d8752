namespace OAuthAttest.Functions.Http;

/// <param name="Name">Whose it is.</param>
/// <param name="Key">The secret.</param>
internal sealed record ActingKey(string Name, string Key)
{
    /// <summary>How it is written, as the end of a sentence that begins with the setting.</summary>
    public static readonly string Form = $"must be name=key: a name of at most {LongestName} letters, digits, hyphens and underscores, "
        + $"and a key of {ShortestKey} to {LongestKey} printable ASCII characters without spaces.";

    private const int LongestName = 40;
    private const int ShortestKey = 24;
    private const int LongestKey = 512;

    /// <returns>Null when the text is no such key.</returns>
    public static ActingKey? TryParse(string text)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        if (end is < 1 or > LongestName)
            return null;
        var (name, key) = (text[..end], text[(end + 1)..]);
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            && key.Length is >= ShortestKey and <= LongestKey && key.All(c => c is > ' ' and <= '~')
            ? new ActingKey(name, key)
            : null;
    }

    /// <summary>Keeps the key out of logs.</summary>
    public override string ToString() => $"{Name} (hidden)";
}
