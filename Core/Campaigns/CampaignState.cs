namespace OAuthAttest.Campaigns;

/// <summary>The state of a campaign. <see cref="CampaignTransitions"/> has the allowed transitions.</summary>
public enum CampaignState
{
    /// <summary>The population is frozen and people are asked.</summary>
    Open = 1,

    /// <summary>Past the cut-off: no answer counts any more, and the grants are being classified.</summary>
    Closing = 2,

    /// <summary>Classified; the worklist is held until a named person approves or rejects exactly that list.</summary>
    AwaitingDecision = 3,

    Closed = 4,

    Cancelled = 5,
}
