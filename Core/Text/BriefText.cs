using OAuthAttest.Outside;

namespace OAuthAttest.Text;

/// <summary>Text for a place with little room, such as a table on a console.</summary>
public static class BriefText
{
    /// <summary>Cut to at most this length, never inside a character; a cut text ends with an ellipsis.</summary>
    public static string Of(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WireText.Cut(text, most);
    }
}
