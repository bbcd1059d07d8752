namespace OAuthAttest.Evidence;

public enum ChainState
{
    /// <summary>Every entry follows from the one before, and every known head is in its place.</summary>
    Whole = 1,

    /// <summary>Entries at the end are missing.</summary>
    TailCut = 2,

    /// <summary>The chain fits together, and is not the one that a known head belongs to.</summary>
    Rewritten = 3,

    /// <summary>An entry was changed, taken out or put in.</summary>
    Broken = 4,
}

/// <param name="Entries">Entries read, up to the first broken one.</param>
/// <param name="BrokenAt">The first sequence number that is not as it should be; null: the chain is whole.</param>
/// <param name="Problem">What is wrong there.</param>
/// <param name="Head">The hash of the last good entry, lower-case hex.</param>
public sealed record AuditVerdict(ChainState State, long Entries, long? BrokenAt, string? Problem, string Head)
{
    public bool IsIntact => State == ChainState.Whole;
}
