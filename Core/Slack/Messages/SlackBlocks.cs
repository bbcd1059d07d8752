using OAuthAttest.Slack.Text;
using Slack.NetStandard;
using Slack.NetStandard.Messages.Blocks;
using Slack.NetStandard.Messages.Elements;

namespace OAuthAttest.Slack.Messages;

/// <summary>The few block shapes we use, with Slack's limits enforced where a block is made.</summary>
/// <remarks>https://docs.slack.dev/reference/block-kit/blocks</remarks>
internal static class SlackBlocks
{
    public const int TextLimit = 3000;
    private const int LabelLimit = 75;

    /// <summary>mrkdwn; verbatim, so that Slack makes no links of names that look like addresses.</summary>
    public static MarkdownText Markup(string text) => new(text) { Verbatim = true };

    public static Section Section(string markup, string? blockId = null) => new(Markup(markup)) { BlockId = blockId };

    public static Context Context(string markup) => new(Markup(markup));

    public static Header Header(string text) => new(new PlainText(text) { Emoji = false });

    public static Button Button(string label, string actionId, string value, string? accessibilityLabel = null, ButtonStyle? style = null) => new()
    {
        Text = new PlainText(label) { Emoji = true },
        ActionId = actionId,
        Value = value,
        Style = style,
        AccessibilityLabel = accessibilityLabel is null ? null : SlackText.Plain(accessibilityLabel, LabelLimit),
    };

    public static Confirmation Confirm(string title, string text, string yes, string no) => new()
    {
        Title = new PlainText(title),
        Text = new PlainText(text),
        Confirm = new PlainText(yes),
        Deny = new PlainText(no),
    };
}
