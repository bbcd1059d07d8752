using System.Text.Json.Serialization;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Monitoring;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>The input of a campaign's orchestration. For a campaign that exists only the key is used.</summary>
/// <param name="Key">Its business key.</param>
/// <param name="RequestedBy"><c>timer</c>, or who the caller proved to be.</param>
/// <param name="Scheduled">True for a start by the timers.</param>
/// <param name="AcceptStale">Open the campaign although sources are stale.</param>
/// <param name="ResponseWindow">Replaces the configured response window; null keeps it.</param>
/// <param name="NamedRequester">Who asked for it, in the caller's word. Nothing proves it.</param>
public sealed record CampaignOrder(
    CampaignKey Key,
    string RequestedBy,
    bool Scheduled,
    bool AcceptStale = false,
    TimeSpan? ResponseWindow = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NamedRequester = null
);

public enum CampaignEnd
{
    Closed = 1,
    Cancelled = 2,

    /// <summary>
    /// The campaign was not opened: the inventory was stale or missing, a name in the policy is unknown, or the lead cannot be written to.
    /// The daily catch-up tries again.
    /// </summary>
    Blocked = 3,
}

/// <param name="End">How it ended.</param>
/// <param name="Problems">Why it was blocked; empty otherwise.</param>
public sealed record CampaignOutcome(CampaignEnd End, IReadOnlyList<string> Problems);

/// <param name="IsOpen">Whether a campaign may open.</param>
/// <param name="Problems">One line for each stale source, each name that the inventory does not know, and the lead's channel.</param>
/// <param name="IsOnlyStale">Nothing but the inventory's age is in the way, which a person can accept.</param>
public sealed record GateVerdict(
    bool IsOpen,
    IReadOnlyList<string> Problems,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsOnlyStale = false
);

/// <param name="Campaign">The campaign's key.</param>
/// <param name="CampaignId">Its row.</param>
/// <param name="Shard">From 1.</param>
public sealed record ShardOrder(CampaignKey Campaign, long CampaignId, int Shard);

/// <param name="People">Who belongs to the shard.</param>
/// <param name="FirstSlot">The send slot of the first person; null where nobody has one yet.</param>
/// <param name="Interval">The time between two slots.</param>
/// <param name="Slots">So many have a slot, the first ones; null: all.</param>
public sealed record ShardPeople(
    IReadOnlyList<Respondent> People,
    DateTimeOffset? FirstSlot,
    TimeSpan Interval,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Slots = null
)
{
    public DateTimeOffset? SlotOf(int index) => index >= Slots ? null : FirstSlot + (index * Interval);
}

/// <param name="Failed">People whose orchestration failed; the log of each says why.</param>
public sealed record ShardOutcome(int People, int Failed);

/// <param name="Respondent">Who is asked.</param>
/// <param name="Slot">The send slot of the question; null to plan from the tables.</param>
public sealed record ParticipantOrder(Respondent Respondent, DateTimeOffset? Slot);

/// <param name="CampaignId">Its row.</param>
public sealed record CampaignRef(long CampaignId);

/// <param name="Key">Its business key.</param>
public sealed record CampaignName(CampaignKey Key);

/// <param name="Standing">The campaign's status; null when there is no such campaign.</param>
/// <param name="ToSync">
/// Before a campaign opens: the inventory sources to sync first. Null where there are none, and in histories from before there were syncs.
/// </param>
public sealed record FoundCampaign(
    CampaignStatus? Standing,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ToSync = null
);
