using System.Buffers;

namespace OAuthAttest.Grants.Import;

/// <summary>How long what identifies something may be. Names have no such limit: they are cut.</summary>
internal static class RecordLimits
{
    public const int UserId = 256;
    public const int ClientId = 256;
    public const int GrantId = 512;
    public const int Resource = 512;
    public const int Email = 320;

    private static readonly SearchValues<char> NeverInEmail = SearchValues.Create(" \t\r\n<>,;\0\uFFFD");

    /// <summary>What is wrong with an identifying text; null where nothing is.</summary>
    public static string? Problem(ReadOnlySpan<char> text, int longest)
    {
        if (text.Length > longest)
            return $"is {text.Length} characters long; at most {longest} are allowed";
        if (text.Contains('\0'))
            return "holds a NUL character";
        return text.Contains('\uFFFD') ? "is not valid UTF-8 text" : null;
    }

    /// <summary>Whether a text can be an email address: the one thing that finds a person in Slack.</summary>
    public static bool LooksLikeEmail(ReadOnlySpan<char> text)
    {
        var at = text.IndexOf('@');
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && text.Length <= Email && !text.ContainsAny(NeverInEmail);
    }

    /// <summary>A name for people: PostgreSQL stores no NUL.</summary>
    public static string? Name(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Replace("\0", "", StringComparison.Ordinal).Trim();
}
