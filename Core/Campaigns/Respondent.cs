using System.Text.Json.Serialization;

namespace OAuthAttest.Campaigns;

/// <summary>One participant of one campaign, named by ids alone: fit for a durable payload.</summary>
/// <param name="Campaign">The campaign's key.</param>
/// <param name="CampaignId">The campaign's row.</param>
/// <param name="ParticipantId">The participant's row.</param>
/// <param name="Key">The participant's readable key.</param>
public sealed record Respondent(CampaignKey Campaign, long CampaignId, long ParticipantId, string Key)
{
    /// <summary>The send slot that was given for what comes next and is not used yet: it is kept, whatever wakes the orchestration.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SendSlot? Slot { get; init; }

    /// <summary>The instance id of the participant's orchestration.</summary>
    public string OrchestrationId() => Campaign.ParticipantInstanceId(Key);
}
