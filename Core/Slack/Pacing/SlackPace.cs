namespace OAuthAttest.Slack.Pacing;

/// <summary>The token bucket of one family of Web API methods, shared by all workers.</summary>
public sealed class SlackPace
{
    /// <summary>The family's name, such as <c>chat.postMessage</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The earliest slot that is not reserved.</summary>
    public DateTimeOffset NextSlotAt { get; set; }

    /// <summary>The distance between two slots.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>Set when Slack answered 429: no call may be made before this time.</summary>
    public DateTimeOffset BlockedUntil { get; set; }
}
