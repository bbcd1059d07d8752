namespace OAuthAttest.Escalations.Polling;

/// <summary>How one part of a feed goes: its last success, its failures, and whether the security channel was told of them.</summary>
public sealed class FeedHealth
{
    public required FeedSource Source { get; init; }

    public required FeedPart Part { get; init; }

    /// <summary>Since when it has been expected to work; begins anew after the app, or this part, was switched off.</summary>
    public required DateTimeOffset ExpectedSince { get; set; }

    /// <summary>When it was last expected to work.</summary>
    public required DateTimeOffset ExpectedAt { get; set; }

    public DateTimeOffset? LastSucceededAt { get; set; }

    public DateTimeOffset? LastFailedAt { get; set; }

    public string? LastFailure { get; set; }

    /// <summary>Failures since the last success.</summary>
    public int Failures { get; set; }

    /// <summary>The last failure will not end by itself: somebody must act, so it is told at once.</summary>
    public bool IsLasting { get; set; }

    /// <summary>How many troubles the channel was told of; part of their messages' keys.</summary>
    public int Troubles { get; set; }

    /// <summary>Since when the channel knows that it does not work; null while it works.</summary>
    public DateTimeOffset? TroubledSince { get; set; }

    /// <summary>When the last trouble ended.</summary>
    public DateTimeOffset? RecoveredAt { get; set; }

    /// <summary>The time that its age is counted from.</summary>
    public DateTimeOffset Newest => LastSucceededAt is { } success && success > ExpectedSince ? success : ExpectedSince;

    /// <summary>Whether it is older than its limit, has failed too often in a row, or in a way that lasts.</summary>
    public bool IsDead(TimeSpan maxAge, int maxFailures, DateTimeOffset now) =>
        IsLasting || Failures >= maxFailures || now - Newest > maxAge;
}
