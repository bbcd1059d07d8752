namespace OAuthAttest.Revocations.Pacing;

/// <summary>The token bucket of one provider's calls, shared by all workers.</summary>
public sealed class RevocationPace
{
    /// <summary>The provider, and which of its calls.</summary>
    public required string Family { get; init; }

    /// <summary>When the bucket is full again.</summary>
    public DateTimeOffset FullAt { get; set; }

    /// <summary>The provider asked to wait: no call before this time.</summary>
    public DateTimeOffset BlockedUntil { get; set; }
}
