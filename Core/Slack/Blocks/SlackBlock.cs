namespace OAuthAttest.Slack.Blocks;

/// <summary>One block of a message or a modal; only the kinds that we use.</summary>
/// <remarks>https://docs.slack.dev/reference/block-kit/blocks</remarks>
public abstract record SlackBlock
{
    private SlackBlock()
    {
    }

    /// <summary>Unique in its message; null: Slack generates one.</summary>
    public string? Id { get; init; }

    public sealed record Header(SlackTextObject.Plain Text) : SlackBlock;

    public sealed record Section(SlackTextObject.Markup Text) : SlackBlock;

    /// <summary>Small, secondary text.</summary>
    public sealed record Context(SlackTextObject.Markup Text) : SlackBlock;

    public sealed record Divider : SlackBlock;

    /// <summary>Buttons in a row.</summary>
    public sealed record Actions(IReadOnlyList<SlackButton> Buttons) : SlackBlock;

    /// <summary>A text input of a modal.</summary>
    public sealed record Input(string Label, SlackTextInput Field) : SlackBlock
    {
        public string? Hint { get; init; }
    }
}
