namespace OAuthAttest.Escalations.Messages;

public enum FeedNoticeKind
{
    PollFailing = 1,
    PollWorks = 2,
    WatchFailing = 3,
    WatchWorks = 4,
    RecordsSetAside = 5,
    RosterFailing = 6,
    RosterWorks = 7,
}

/// <summary>What the security channel is told about a feed; the payload of its row in the outbox.</summary>
public sealed record FeedNotice
{
    public required FeedNoticeKind Kind { get; init; }

    public required FeedSource Source { get; init; }

    /// <summary>Which of the provider's logs; null where it has one, or for its first.</summary>
    public string? Log { get; init; }

    /// <summary>
    /// The last success, or since when the first one has been waited for; of set-aside records, the first one's time, or when it was
    /// first seen.
    /// </summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Which of the two <see cref="At"/> is: true for the first.</summary>
    public bool HasSucceeded { get; init; }

    /// <summary>Failures since, or records.</summary>
    public int Count { get; init; }

    /// <summary>The last failure, or the first record's problem: our words.</summary>
    public string? Details { get; init; }

    /// <summary>The first record's digest.</summary>
    public string? Digest { get; init; }
}
