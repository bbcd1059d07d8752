namespace OAuthAttest.Campaigns;

/// <summary>An app's data when the campaign opened, as shown to people.</summary>
public sealed class CampaignApp
{
    public required long CampaignId { get; init; }

    public required long AppId { get; init; }

    public required string ExternalId { get; init; }

    public required string Name { get; init; }

    public string? Publisher { get; init; }

    public bool? PublisherVerified { get; init; }

    public string? OwnerEmail { get; init; }
}
