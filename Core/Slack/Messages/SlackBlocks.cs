using OAuthAttest.Slack.Blocks;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Slack.Messages;

/// <summary>Factories for the few blocks we use, which enforce Slack's limits.</summary>
/// <remarks>https://docs.slack.dev/reference/block-kit/blocks</remarks>
internal static class SlackBlocks
{
    public const int TextLimit = 3000;
    private const int LabelLimit = 75;

    /// <summary>mrkdwn; verbatim, so that Slack does not turn names that look like addresses into links.</summary>
    public static SlackTextObject.Markup Markup(string text) => new(text, Verbatim: true);

    public static SlackBlock.Section Section(string markup, string? blockId = null) => new(Markup(markup)) { Id = blockId };

    public static SlackBlock.Context Context(string markup) => new(Markup(markup));

    public static SlackBlock.Header Header(string text) => new(new SlackTextObject.Plain(text, Emoji: false));

    public static SlackButton Button(
        string label, string actionId, string value, string? accessibilityLabel = null, SlackButtonStyle? style = null) =>
        new(new SlackTextObject.Plain(label, Emoji: true), actionId, value)
        {
            Style = style,
            AccessibilityLabel = accessibilityLabel is null ? null : SlackText.Plain(accessibilityLabel, LabelLimit),
        };
}
