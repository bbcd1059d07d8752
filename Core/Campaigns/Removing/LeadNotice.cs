using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Pausing;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>Why an item stands in a message to the lead.</summary>
internal enum NoticeGroup
{
    /// <summary>Decided about, or gone, since the message was put together.</summary>
    Settled = 0,

    CameBack,
    Questioned,
    Failed,
    ByHand,

    /// <summary>It was to be put back, and the provider did not.</summary>
    NotRestored,
}

/// <summary>An item that a person must act on, as the lead's message shows it.</summary>
/// <param name="Problem">The provider's answer, or what is the matter.</param>
/// <param name="Owner">Whom the task is for: the app's owner or the lead; null: neither is known.</param>
internal sealed record NoticeItem(
    long GrantId,
    NoticeGroup Group,
    string App,
    HandTask Task,
    string? Problem,
    DateTimeOffset? AbsentAt,
    DateTimeOffset? ReappearedAt,
    string? Owner
);

/// <summary>One message to the lead.</summary>
/// <param name="TellingAt">The items have it in their rows.</param>
/// <param name="Items">The first ones of each group.</param>
/// <param name="Counts">All of the message's items by their group now.</param>
/// <param name="Paused">Null: nothing is paused.</param>
internal sealed record LeadNotice(
    CampaignKey Campaign,
    DateTimeOffset TellingAt,
    IReadOnlyList<NoticeItem> Items,
    IReadOnlyDictionary<NoticeGroup, long> Counts,
    PausedRevocations? Paused
);
