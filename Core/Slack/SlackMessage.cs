using OAuthAttest.Slack.Blocks;

namespace OAuthAttest.Slack;

/// <summary>A rendered message.</summary>
/// <param name="Text">The text for notifications and screen readers; never empty.</param>
/// <param name="Blocks">What people see; empty for a plain note.</param>
public sealed record SlackMessage(string Text, IReadOnlyList<SlackBlock> Blocks)
{
    /// <summary>The <c>ts</c> of the message whose thread it belongs to; null: it is posted in the conversation itself.</summary>
    public string? Thread { get; init; }

    /// <summary>
    /// Renders the same with less text, for when Slack refuses this one as too long; null: there is nothing smaller.
    /// </summary>
    public Func<SlackMessage?>? Smaller { get; init; }

    /// <summary>A plain note without blocks.</summary>
    public static SlackMessage Note(string text) => new(text, []);
}
