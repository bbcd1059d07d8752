namespace OAuthAttest.Escalations.Dispatch.Revoking;

/// <summary>What is remembered of a revocation while it is proven.</summary>
internal sealed record RevocationMemory
{
    /// <summary>The provider took it; what is left is to read that it is gone.</summary>
    public bool IsOrdered { get; init; }

    public int Removed { get; init; }

    public DateTimeOffset? TokensLiveUntil { get; init; }

    /// <summary>How often it was read and still there.</summary>
    public int Looks { get; init; }
}
