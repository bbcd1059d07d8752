using System.Text.Json.Serialization;

namespace OAuthAttest.Campaigns;

/// <summary>One participant of one campaign, identified by ids only, so that it can be part of a durable payload.</summary>
/// <param name="Campaign">The campaign's key.</param>
/// <param name="CampaignId">The campaign's row.</param>
/// <param name="ParticipantId">The participant's row.</param>
/// <param name="Key">The participant's readable key.</param>
public sealed record Respondent(CampaignKey Campaign, long CampaignId, long ParticipantId, string Key)
{
    /// <summary>
    /// The send slot that was reserved for the next step and is not used yet. It is kept whatever wakes the orchestration.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SendSlot? Slot { get; init; }

    /// <summary>The instance id of the participant's orchestration.</summary>
    public string OrchestrationId() => Campaign.ParticipantInstanceId(Key);
}
