namespace OAuthAttest.Identity.Access.Pacing;

/// <summary>The token bucket of one set of credentials at one provider, shared by all workers.</summary>
public sealed class ProviderPace
{
    /// <summary>Such as <c>sync:entra</c>.</summary>
    public required string Bucket { get; init; }

    /// <summary>The earliest slot that is not reserved.</summary>
    public DateTimeOffset NextSlotAt { get; set; }

    /// <summary>Set when the provider throttled: no call may be made before this time.</summary>
    public DateTimeOffset BlockedUntil { get; set; }
}
