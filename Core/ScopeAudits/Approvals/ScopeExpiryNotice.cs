namespace OAuthAttest.ScopeAudits.Approvals;

/// <summary>That the end of an entry of the approved list is announced: claimed before it is, so that it is announced once.</summary>
public sealed class ScopeExpiryNotice
{
    /// <summary>SHA-256 of the entry, its end, and how many days before.</summary>
    public required byte[] Key { get; init; }

    /// <summary>The message that announces it, with all that were due with it.</summary>
    public required string Batch { get; init; }

    /// <summary>The entry's id.</summary>
    public required string Entry { get; init; }

    public required string Owner { get; init; }

    public required string Principal { get; init; }

    public required string Access { get; init; }

    public required int Days { get; init; }

    public required DateTimeOffset Expires { get; init; }

    public required DateTimeOffset ClaimedAt { get; init; }

    /// <summary>When Slack took the message; null: not yet.</summary>
    public DateTimeOffset? ToldAt { get; init; }
}
