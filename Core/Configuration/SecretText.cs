using System.Text.RegularExpressions;

namespace OAuthAttest.Configuration;

/// <summary>Recognises what is no secret: a placeholder that was left in, or a text that could be guessed.</summary>
internal static partial class SecretText
{
    /// <returns>What the secret must be, as the end of a sentence that begins with "must be"; null when nothing is wrong with it.</returns>
    public static string? Unmet(string text, int shortest)
    {
        if (Placeholder().IsMatch(text) || IsOneCharacter(text))
            return "the secret itself: it still holds a placeholder";
        return text.Length < shortest ? $"at least {shortest} characters long: a shorter secret can be guessed" : null;
    }

    private static bool IsOneCharacter(string text) => text[0] is 'x' or 'X' or '*' or '0' or '-' or '_' && text.All(c => c == text[0]);

    // An ellipsis, a name in angle or curly brackets, and the words that samples use. A word counts only where it stands alone.
    [GeneratedRegex(
        @"\.\.\.|…|<[a-z][a-z0-9 _.-]*>|\{\{?[a-z][a-z0-9 _.-]*\}?\}|(?<![a-z0-9])(change[-_ ]?me|replace[-_ ]?me|placeholder|"
            + @"your[-_ ][a-z_ -]*(secret|token|key|password)|todo|insert[-_ ]here)(?![a-z0-9])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placeholder();
}
