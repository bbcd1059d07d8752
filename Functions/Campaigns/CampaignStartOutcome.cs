namespace OAuthAttest.Functions.Campaigns;

/// <summary>What came of the wish to start a campaign.</summary>
public enum CampaignStartOutcome
{
    Started = 1,

    /// <summary>It was open and nothing carried it: it goes on where it stands.</summary>
    Resumed = 2,

    /// <summary>It is over, is carried, or is being started by somebody else.</summary>
    Exists = 3,
}
