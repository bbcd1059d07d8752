using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>Grants of one app that are gone, or have lost scopes, alike in everything that the message says of them.</summary>
/// <param name="Reason">Why they were on the list.</param>
/// <param name="Removed">False: the provider had nothing to remove any more. Null: who removed them is not known.</param>
/// <param name="Lost">
/// What the app may not do any more, where the grants were to be kept with less; empty: they are gone as a whole.
/// </param>
internal sealed record RemovedAccess(
    string App, Ownership Ownership, WorklistReason Reason, bool? Removed, long Grants, IReadOnlyList<ScopeLine> Lost)
{
    public bool IsNarrowed => Lost.Count > 0;
}

/// <summary>Access that the lead gave back after it was removed.</summary>
/// <param name="IsDone">It is there again; otherwise only whoever has the account can take it.</param>
/// <param name="By">The address of whoever decided it.</param>
/// <param name="Page">Where it is taken; null: in the app.</param>
/// <param name="Lost">The permissions, where the grant was kept with less; empty: the whole access.</param>
internal sealed record GivenBack(
    string App, Ownership Ownership, bool IsDone, string By, Uri? Page, IReadOnlyList<ScopeLine> Lost);

/// <summary>What a person is told in one message.</summary>
/// <param name="Access">The first groups; <paramref name="Grants"/> and <paramref name="Narrowed"/> count all.</param>
/// <param name="Grants">The grants of the message that are gone as a whole.</param>
/// <param name="Narrowed">Those that were to be kept with less.</param>
/// <param name="TokensUntil">When the last access token from before has expired.</param>
/// <param name="IsOver">All of them were read again after that time.</param>
/// <param name="Help">Whom to ask.</param>
internal sealed record RemovedView(
    CampaignKey Campaign,
    IReadOnlyList<RemovedAccess> Access,
    long Grants,
    long Narrowed,
    DateTimeOffset? TokensUntil,
    bool IsOver,
    string Help
)
{
    /// <summary>What was given back, the first ones; <see cref="GivenBack"/> counts all.</summary>
    public IReadOnlyList<GivenBack> Back { get; init; } = [];

    public long GivenBack { get; init; }
}
