namespace OAuthAttest.Slack;

/// <summary>The form of Slack's ids: a letter for the kind, then upper-case letters and digits.</summary>
internal static class SlackIds
{
    public const string Channels = "CG";
    public const string People = "UW";

    /// <param name="kinds">The letters that it may begin with.</param>
    public static bool IsOne(string text, string kinds) =>
        text.Length is >= 3 and <= 32 && kinds.Contains(text[0], StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
}
