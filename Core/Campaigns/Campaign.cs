namespace OAuthAttest.Campaigns;

/// <summary>One attestation campaign: a frozen population, a cut-off, and the policy that was in force when it opened.</summary>
public sealed class Campaign
{
    public const int LongestRequestedBy = 128;

    public long Id { get; init; }

    public required CampaignKey Key { get; init; }

    public CampaignState State { get; private set; } = CampaignState.Open;

    /// <summary>Who started it: <c>timer</c>, or the caller's name.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>The absolute cut-off, computed once at opening. Closing early moves it to the time of closing.</summary>
    public required DateTimeOffset ClosesAt { get; set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>The policy in force, frozen as JSON (<see cref="CampaignPolicy"/>).</summary>
    public required string PolicyJson { get; init; }

    public required string DictionaryVersion { get; init; }

    /// <summary>SHA-256 over the frozen population: which participant is asked about which grant with which scopes.</summary>
    public required byte[] PopulationDigest { get; set; }

    public long GrantCount { get; set; }

    /// <summary>All active grants of the inventory at the opening, in the campaign or not; null: not counted then.</summary>
    public long? ActiveGrants { get; init; }

    /// <summary>Of the active grants outside the filter, those that are no person's own: tenant-wide, application, orphan.</summary>
    public long? UnownedOutside { get; init; }

    public int ParticipantCount { get; set; }

    public int ShardCount { get; set; }

    /// <summary>
    /// The newest closed campaign when this one opened; null for the first. Each grant's drift is measured against the newest closed one
    /// that covered it.
    /// </summary>
    public long? PreviousCampaignId { get; init; }

    public WorklistState WorklistState { get; set; }

    /// <summary>SHA-256 of the worklist that was proposed; an approval counts for this list only.</summary>
    public byte[]? WorklistDigest { get; set; }

    /// <summary>Why the worklist is held, one reason per line; null when it is not.</summary>
    public string? HoldReasons { get; set; }

    public string? WorklistDecidedBy { get; set; }

    public DateTimeOffset? WorklistDecidedAt { get; set; }

    /// <summary>When the newest message to the lead about single items of the worklist was put together; null: there was none.</summary>
    public DateTimeOffset? LeadToldOfItemsAt { get; set; }

    /// <summary>When the lead got the report on what became of the worklist; null: not yet, or nothing was carried out.</summary>
    public DateTimeOffset? RemovalReportedAt { get; set; }

    /// <summary>True while answers count.</summary>
    public bool AcceptsAnswersAt(DateTimeOffset now) => State == CampaignState.Open && now < ClosesAt;

    /// <exception cref="InvalidOperationException">The transition is not allowed.</exception>
    public void MoveTo(CampaignState next, DateTimeOffset now)
    {
        if (!CampaignTransitions.IsLegal(State, next))
            throw new InvalidOperationException($"Campaign {Key} cannot move from {State} to {next}.");
        State = next;
        if (next is CampaignState.Closed or CampaignState.Cancelled)
            ClosedAt = now;
    }
}
