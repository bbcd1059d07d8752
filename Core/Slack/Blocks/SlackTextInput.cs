namespace OAuthAttest.Slack.Blocks;

/// <summary>A text input; lengths are in characters.</summary>
public sealed record SlackTextInput(string ActionId)
{
    public string? Placeholder { get; init; }

    /// <summary>What stands there when the modal opens.</summary>
    public string? InitialValue { get; init; }

    public bool? Multiline { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }
}
