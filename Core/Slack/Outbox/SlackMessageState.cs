namespace OAuthAttest.Slack.Outbox;

public enum SlackMessageState
{
    /// <summary>Not posted, for certain; may be tried.</summary>
    Pending = 1,

    /// <summary>An attempt is under way, or was when its process died.</summary>
    Sending = 2,

    Sent = 3,

    /// <summary>May have been posted, and the history could not prove it either way.</summary>
    Uncertain = 4,

    /// <summary>Slack refused the message itself.</summary>
    Failed = 5,

    /// <summary>The person or channel cannot be written to.</summary>
    Unreachable = 6,
}
