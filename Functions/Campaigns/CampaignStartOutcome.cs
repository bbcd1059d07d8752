namespace OAuthAttest.Functions.Campaigns;

/// <summary>The result of a request to start a campaign.</summary>
public enum CampaignStartOutcome
{
    Started = 1,

    /// <summary>The campaign was open and had no running orchestration: a new one continues it.</summary>
    Resumed = 2,

    /// <summary>The campaign has ended, its orchestration runs, or another caller is starting it.</summary>
    Exists = 3,
}
