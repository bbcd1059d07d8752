using System.Collections.Frozen;

namespace OAuthAttest.Slack.Text;

internal enum TextKind
{
    /// <summary>Slack's plain_text: shown unchanged.</summary>
    Plain,

    /// <summary>Slack's mrkdwn.</summary>
    Markup,

    /// <summary>A message's own text, which notifications show. Slack unescapes it, and does not support date tokens there.</summary>
    Notice,
}

/// <summary>One text of one message that a team may reword: its file, its placeholders, its maximum length.</summary>
/// <param name="File">The template file, such as <c>request.json</c>.</param>
/// <param name="Name">Its property in that file.</param>
/// <param name="Kind">How Slack interprets it.</param>
/// <param name="MaxLength">The maximum length with every placeholder at its longest.</param>
/// <param name="Allowed">The placeholders it may use.</param>
/// <param name="Required">The placeholders it must use.</param>
internal sealed record TextSlot(
    string File,
    string Name,
    TextKind Kind,
    int MaxLength,
    FrozenSet<string> Allowed,
    FrozenSet<string> Required
)
{
    /// <param name="placeholders">Names separated by spaces; an exclamation mark at the end marks a required one.</param>
    public static TextSlot Of(string file, string name, TextKind kind, int maxLength, string placeholders = "")
    {
        var words = placeholders.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new TextSlot(file, name, kind, maxLength,
            words.Select(word => word.TrimEnd('!')).ToFrozenSet(StringComparer.Ordinal),
            words.Where(word => word.EndsWith('!')).Select(word => word.TrimEnd('!')).ToFrozenSet(StringComparer.Ordinal));
    }
}
