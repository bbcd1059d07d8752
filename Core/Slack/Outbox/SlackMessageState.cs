namespace OAuthAttest.Slack.Outbox;

public enum SlackMessageState
{
    /// <summary>Certainly not posted; may be attempted.</summary>
    Pending = 1,

    /// <summary>An attempt is running, or its process died during it.</summary>
    Sending = 2,

    Sent = 3,

    /// <summary>May have been posted; the history could not prove whether it was.</summary>
    Uncertain = 4,

    /// <summary>Slack refused the message itself.</summary>
    Failed = 5,

    /// <summary>The person or channel cannot be written to.</summary>
    Unreachable = 6,
}
