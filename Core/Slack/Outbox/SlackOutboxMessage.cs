namespace OAuthAttest.Slack.Outbox;

/// <summary>One message that must reach Slack once, whatever crashes on the way.</summary>
public sealed class SlackOutboxMessage
{
    /// <summary>The business key, such as <c>2026Q4:u:jane-doe:request</c>; it travels in the message's metadata.</summary>
    public required string MessageKey { get; init; }

    /// <summary>The user or channel it is for.</summary>
    public required string Target { get; init; }

    public SlackMessageState State { get; set; }

    /// <summary>The conversation Slack put it in; chat.update needs this one, not the user's id.</summary>
    public string? Channel { get; set; }

    /// <summary>Slack's <c>ts</c>.</summary>
    public string? Timestamp { get; set; }

    /// <summary>Attempts begun.</summary>
    public int Attempts { get; set; }

    /// <summary>The last attempt up to which it is certain that nothing was posted.</summary>
    public int SettledAttempts { get; set; }

    /// <summary>Slack's error name or our reason, never a token or a text.</summary>
    public string? LastError { get; set; }

    /// <summary>Until then the attempt that runs is left alone.</summary>
    public DateTimeOffset LeaseUntil { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}
