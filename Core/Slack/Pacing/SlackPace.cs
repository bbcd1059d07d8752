namespace OAuthAttest.Slack.Pacing;

/// <summary>The token bucket of one family of Web API methods, shared by all workers.</summary>
public sealed class SlackPace
{
    /// <summary>Such as <c>chat.postMessage</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The earliest slot that is not given away.</summary>
    public DateTimeOffset NextSlotAt { get; set; }

    /// <summary>The distance between two slots.</summary>
    public TimeSpan Interval { get; set; }

    /// <summary>Slack answered 429: nothing may be sent before.</summary>
    public DateTimeOffset BlockedUntil { get; set; }
}
