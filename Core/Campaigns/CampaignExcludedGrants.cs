namespace OAuthAttest.Campaigns;

/// <summary>How many grants a campaign left out on purpose, and why.</summary>
public sealed class CampaignExcludedGrants
{
    public required long CampaignId { get; init; }

    public required string Reason { get; init; }

    public required long Grants { get; init; }
}
