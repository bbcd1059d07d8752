namespace OAuthAttest.Campaigns;

/// <summary>Names one participant, in durable payloads too: ids only.</summary>
/// <param name="Campaign">The campaign's key.</param>
/// <param name="CampaignId">The campaign's row.</param>
/// <param name="ParticipantId">The participant's row.</param>
/// <param name="Key">The participant's readable key.</param>
public sealed record ParticipantRef(CampaignKey Campaign, long CampaignId, long ParticipantId, string Key)
{
    /// <summary>The instance id of the participant's orchestration.</summary>
    public string InstanceId => Campaign.ParticipantInstanceId(Key);
}
