namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>What is remembered with the row of a page: of its attempts, and of what PagerDuty was last told.</summary>
internal sealed record PageMemory
{
    /// <summary>The quick attempts are over before their number: refused, or asked to wait for too long.</summary>
    public bool GaveUpQuickly { get; init; }

    /// <summary>An attempt ended without a clear answer: there may be an alert although nothing was accepted.</summary>
    public bool MayHaveArrived { get; init; }

    /// <summary>PagerDuty did not want it as it was: from then on it is sent without the details.</summary>
    public bool WasRefused { get; init; }

    /// <summary>As PagerDuty answered it.</summary>
    public string? DedupKey { get; init; }

    /// <summary>Consents that the page tells of.</summary>
    public int Consents { get; init; }

    /// <summary>The opening consent's revision that it tells of.</summary>
    public int Revision { get; init; }

    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Updates of an accepted page that did not get through, in a row.</summary>
    public int UpdatesFailed { get; init; }

    public DateTimeOffset? UpdateAgainAt { get; init; }
}
