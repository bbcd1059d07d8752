namespace OAuthAttest.Slack.Outbox;

/// <summary>One message that must be posted to Slack exactly once, also when processes crash.</summary>
public sealed class SlackOutboxMessage
{
    /// <summary>The business key, such as <c>2026Q4:u:jane-doe:request</c>; it is in the message's metadata.</summary>
    public required string MessageKey { get; init; }

    /// <summary>The recipient: a user or a channel.</summary>
    public required string Target { get; init; }

    public SlackMessageState State { get; set; }

    /// <summary>The conversation that Slack posted it in; chat.update needs this id, not the user's id.</summary>
    public string? Channel { get; set; }

    /// <summary>Slack's <c>ts</c>.</summary>
    public string? Timestamp { get; set; }

    /// <summary>Attempts begun.</summary>
    public int Attempts { get; set; }

    /// <summary>The number of the last attempt up to which it is certain that nothing was posted.</summary>
    public int SettledAttempts { get; set; }

    /// <summary>Slack's error name or our own reason; never contains a token or message text.</summary>
    public string? LastError { get; set; }

    /// <summary>Until then no other attempt may start.</summary>
    public DateTimeOffset LeaseUntil { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}
