using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>What became of a worklist's items; each item is in exactly one of the counts up to <see cref="Restored"/>.</summary>
public sealed record RemovalNumbers
{
    /// <summary>What the app does with a released list.</summary>
    public required RevocationMode Mode { get; init; }

    /// <summary>Since when all revoking is paused; null: it is not.</summary>
    public DateTimeOffset? PausedSince { get; init; }

    /// <summary>On the list, and nobody allowed the removal.</summary>
    public long Listed { get; init; }

    /// <summary>Their list waits for a named person's decision.</summary>
    public long Held { get; init; }

    /// <summary>Their list was rejected, or a named person let them stand.</summary>
    public long Rejected { get; init; }

    /// <summary>May be removed, and the provider was not called yet, or is being called.</summary>
    public long Approved { get; init; }

    /// <summary>The provider took the removal; not read again yet.</summary>
    public long Accepted { get; init; }

    /// <summary>Read again and not there; access tokens from before may still work.</summary>
    public long Absent { get; init; }

    /// <summary>Read once more after the access tokens had expired, and not there.</summary>
    public long Closed { get; init; }

    /// <summary>The provider did not do it: a person must act.</summary>
    public long Failed { get; init; }

    /// <summary>The app may do more than what was decided about: a person must decide.</summary>
    public long Questioned { get; init; }

    /// <summary>Somebody removes them by hand.</summary>
    public long ByHand { get; init; }

    /// <summary>Were gone and are there again.</summary>
    public long Reappeared { get; init; }

    /// <summary>Were removed and put back.</summary>
    public long Restored { get; init; }

    /// <summary>
    /// Of those that are absent or closed: the grant was to be kept, and only some of its scopes are gone. The others are gone as a whole.
    /// </summary>
    public long Narrowed { get; init; }

    /// <summary>Of the narrowed: the scopes were not there any more when they were to be taken.</summary>
    public long NarrowedBefore { get; init; }

    /// <summary>Of those that are gone as a whole: the provider had nothing to remove any more.</summary>
    public long GoneBefore { get; init; }

    /// <summary>Of those that are gone: somebody asked to put them back, and it was not read again yet.</summary>
    public long BeingRestored { get; init; }

    /// <summary>Was to be put back, and the provider did not, or nobody can. It may come back later, by somebody's hand.</summary>
    public long NotRestored { get; init; }

    /// <summary>Of those that are gone: the person was told.</summary>
    public long Told { get; init; }

    /// <summary>Of those that are gone: the person could not be told.</summary>
    public long NotTold { get; init; }

    /// <summary>When the last access token of what is absent has expired; null: none is open.</summary>
    public DateTimeOffset? TokensUntil { get; init; }

    /// <summary>When the last access token of what is closed had expired; null: nothing is closed.</summary>
    public DateTimeOffset? TokensExpiredAt { get; init; }

    /// <summary>The providers' most frequent answers about what failed.</summary>
    public IReadOnlyList<FailedRemovals> Failures { get; init; } = [];

    /// <summary>When the lead got the report on the end; null: not yet, or nothing was carried out.</summary>
    public DateTimeOffset? ReportedAt { get; init; }
}

/// <param name="Problem">The provider's answer.</param>
public sealed record FailedRemovals(string Problem, long Grants);
