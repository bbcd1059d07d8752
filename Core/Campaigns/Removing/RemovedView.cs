using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>Grants of one app that are gone, alike in everything that the message says of them.</summary>
/// <param name="Reason">Why they were on the list.</param>
/// <param name="Removed">False: the provider had nothing to remove any more. Null: who removed them is not known.</param>
internal sealed record RemovedAccess(string App, Ownership Ownership, WorklistReason Reason, bool? Removed, long Grants);

/// <summary>What a person is told in one message.</summary>
/// <param name="Access">The first groups; <paramref name="Grants"/> counts all.</param>
/// <param name="Grants">All grants of the message.</param>
/// <param name="TokensUntil">When the last access token from before has expired.</param>
/// <param name="IsOver">All of them were read again after that time.</param>
/// <param name="Help">Whom to ask.</param>
internal sealed record RemovedView(
    CampaignKey Campaign,
    IReadOnlyList<RemovedAccess> Access,
    long Grants,
    DateTimeOffset? TokensUntil,
    bool IsOver,
    string Help
);
