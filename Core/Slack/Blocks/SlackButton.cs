namespace OAuthAttest.Slack.Blocks;

/// <param name="ActionId">Names the act when the click comes back.</param>
/// <param name="Value">Comes back as it is.</param>
public sealed record SlackButton(SlackTextObject.Plain Label, string ActionId, string Value)
{
    /// <summary>Null: an ordinary one.</summary>
    public SlackButtonStyle? Style { get; init; }

    /// <summary>Asked before the click counts; null: nothing is asked.</summary>
    public SlackConfirmation? Confirm { get; init; }

    /// <summary>What screen readers say in place of the label.</summary>
    public string? AccessibilityLabel { get; init; }
}

public enum SlackButtonStyle
{
    Primary,
    Danger,
}

/// <summary>The "are you sure?" of a button.</summary>
/// <param name="Yes">The button that goes on.</param>
/// <param name="No">The one that does not.</param>
public sealed record SlackConfirmation(string Title, string Text, string Yes, string No);
