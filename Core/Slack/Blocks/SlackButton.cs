namespace OAuthAttest.Slack.Blocks;

/// <param name="ActionId">Identifies the action in the interaction request.</param>
/// <param name="Value">Returned unchanged in the interaction request.</param>
public sealed record SlackButton(SlackTextObject.Plain Label, string ActionId, string Value)
{
    /// <summary>Null: the default style.</summary>
    public SlackButtonStyle? Style { get; init; }

    /// <summary>Shown before the click is sent; null: no confirmation.</summary>
    public SlackConfirmation? Confirm { get; init; }

    /// <summary>Read by screen readers instead of the label.</summary>
    public string? AccessibilityLabel { get; init; }
}

public enum SlackButtonStyle
{
    Primary,
    Danger,
}

/// <summary>The confirmation dialog of a button.</summary>
/// <param name="Yes">The label of the button that confirms.</param>
/// <param name="No">The label of the button that cancels.</param>
public sealed record SlackConfirmation(string Title, string Text, string Yes, string No);
