namespace OAuthAttest.Slack.Blocks;

/// <summary>A text inside a block.</summary>
/// <remarks>https://docs.slack.dev/reference/block-kit/composition-objects/text-object</remarks>
public abstract record SlackTextObject
{
    private SlackTextObject(string text) => Text = text;

    public string Text { get; }

    /// <summary>plain_text, shown unchanged.</summary>
    /// <param name="Emoji">Whether <c>:smile:</c> is shown as an emoji; null: Slack's default.</param>
    public sealed record Plain(string Text, bool? Emoji = null) : SlackTextObject(Text);

    /// <summary>Slack's mrkdwn.</summary>
    /// <param name="Verbatim">True: Slack does not turn names that look like addresses into links; null: it does.</param>
    public sealed record Markup(string Text, bool? Verbatim = null) : SlackTextObject(Text);
}
