namespace OAuthAttest.Campaigns;

/// <summary>The only place that defines the allowed state transitions of a campaign.</summary>
public static class CampaignTransitions
{
    public static bool IsLegal(CampaignState from, CampaignState to) => (from, to) switch
    {
        (CampaignState.Open, CampaignState.Closing or CampaignState.Cancelled) => true,
        (CampaignState.Closing, CampaignState.AwaitingDecision or CampaignState.Closed) => true,
        (CampaignState.AwaitingDecision, CampaignState.Closed or CampaignState.Cancelled) => true,
        _ => false,
    };
}
