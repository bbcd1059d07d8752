using Slack.NetStandard.Messages.Blocks;

namespace OAuthAttest.Slack;

/// <summary>A rendered message.</summary>
/// <param name="Text">What notifications and screen readers get; never empty.</param>
/// <param name="Blocks">What people see; empty for a plain note.</param>
public sealed record SlackMessage(string Text, IReadOnlyList<IMessageBlock> Blocks)
{
    /// <summary>A plain note without blocks.</summary>
    public static SlackMessage Note(string text) => new(text, []);
}
