namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>Stored as JSON with the row of a page: the state of its attempts, and what PagerDuty last accepted.</summary>
internal sealed record PageMemory
{
    /// <summary>The quick attempts ended early: PagerDuty refused the page, or asked for too long a wait.</summary>
    public bool GaveUpQuickly { get; init; }

    /// <summary>An attempt had an unknown outcome: there may be an alert although no page was accepted.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>PagerDuty refused the page with this key: from then on it is sent without the details, with every key.</summary>
    public bool WasRefused { get; init; }

    /// <summary>The page was sent without its details with this key.</summary>
    public bool WasSentBare { get; init; }

    /// <summary>The dedup key that PagerDuty returned.</summary>
    public string? DedupKey { get; init; }

    /// <summary>The number of consents in the page.</summary>
    public int Consents { get; init; }

    /// <summary>The opening consent's revision in the page.</summary>
    public int Revision { get; init; }

    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Updates of an accepted page that failed, in a row.</summary>
    public int UpdatesFailed { get; init; }

    public DateTimeOffset? UpdateAgainAt { get; init; }
}
