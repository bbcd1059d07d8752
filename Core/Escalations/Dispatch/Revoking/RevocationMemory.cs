namespace OAuthAttest.Escalations.Dispatch.Revoking;

/// <summary>Stored as JSON with a revocation's row until the grant is proven gone.</summary>
internal sealed record RevocationMemory
{
    /// <summary>The provider accepted the revocation; what remains is to read that the grant is gone.</summary>
    public bool IsOrdered { get; init; }

    public int Removed { get; init; }

    /// <summary>An attempt was begun whose answer is not recorded: it may have removed something.</summary>
    public bool MayHaveRemoved { get; init; }

    /// <summary>When the provider listed nothing to revoke for the first time; it is looked for once more.</summary>
    public DateTimeOffset? NothingFoundAt { get; init; }

    public DateTimeOffset? TokensLiveUntil { get; init; }

    /// <summary>How often the grant was read and still existed.</summary>
    public int Looks { get; init; }
}
