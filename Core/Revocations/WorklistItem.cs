using OAuthAttest.Grants;

namespace OAuthAttest.Revocations;

/// <summary>
/// One grant to revoke, or to take single scopes from; what became of it, and how it could be put back. In the states of an item that is
/// narrowed "gone" means: none of these scopes is listed.
/// </summary>
public sealed record WorklistItem
{
    public required long CampaignId { get; init; }

    public required long GrantId { get; init; }

    public required WorklistReason Reason { get; init; }

    public required ProviderName Provider { get; init; }

    /// <summary>The scopes to take, as the campaign's item names them; null: the whole grant.</summary>
    public string[]? WithoutScopes { get; init; }

    /// <summary>
    /// Everything needed to restore the grant, as JSON: provider, ids, account, app, resource, scopes, consent type. Made before the item
    /// is carried out (<see cref="RestoreRecipes"/>), from the inventory as it is then; null until then.
    /// </summary>
    public string? RestoreRecipe { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public RevocationState State { get; init; } = RevocationState.Queued;

    /// <summary>Grows with every change of the row: a change that was prepared from an older row is not written.</summary>
    public int Version { get; init; }

    /// <summary>When the next step is due; while the provider is called: when that call counts as lost. Null: nothing is due.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Who allowed the removal: a person's address, or the name of the policy.</summary>
    public string? ApprovedBy { get; init; }

    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>Calls of this round.</summary>
    public int Attempts { get; init; }

    /// <summary>Reads of this round that still found it.</summary>
    public int Looks { get; init; }

    /// <summary>1; one more each time that it is ordered again after it came back or failed.</summary>
    public int Round { get; init; } = 1;

    /// <summary>When the provider was called first in this round.</summary>
    public DateTimeOffset? OrderedAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    /// <summary>
    /// The grants that the provider removed, or took the scopes from, in this round; 0: it had nothing to remove any more. Null: it took
    /// nothing yet.
    /// </summary>
    public int? Removed { get; init; }

    public DateTimeOffset? AbsentAt { get; init; }

    /// <summary>When the last access token that was issued before has expired.</summary>
    public DateTimeOffset? TokensUntil { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? ReappearedAt { get; init; }

    /// <summary>The provider's answer, or why a person must act; one sentence.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// Scopes beyond those of the answer that were found at the provider; once a person decided to remove it all the same, they are part
    /// of the decision.
    /// </summary>
    public string[] GrownScopes { get; init; } = [];

    /// <summary>When the message that tells the person about it was put together; it names the items with the same time.</summary>
    public DateTimeOffset? TellingAt { get; init; }

    /// <summary>When the person was told that it is gone; null: not yet, or they could not be told.</summary>
    public DateTimeOffset? ToldAt { get; init; }

    /// <summary>Why the person could not be told; null: they were, or it is still tried.</summary>
    public string? TellProblem { get; init; }

    /// <summary>When the lead's message about it was put together; it names the items with the same time.</summary>
    public DateTimeOffset? LeadTellingAt { get; init; }

    /// <summary>When Slack took that message; null: not yet.</summary>
    public DateTimeOffset? LeadToldAt { get; init; }

    public RestoreState RestoreState { get; init; }

    public string? RestoreBy { get; init; }

    public DateTimeOffset? RestoreAt { get; init; }

    /// <summary>Where the person gives it again, while only they can; null: no page is known.</summary>
    public string? RestorePage { get; init; }

    /// <summary>Whether only scopes are taken, and the grant is kept.</summary>
    public bool IsNarrowed => WithoutScopes is not null;

    /// <summary>A new round: a person decided that it is removed.</summary>
    /// <inheritdoc cref="MoveTo" path="/exception"/>
    public WorklistItem ApproveAgain(string by, DateTimeOffset now) => MoveTo(RevocationState.Approved) with
    {
        Round = Round + 1,
        ApprovedBy = by,
        ApprovedAt = now,
        NextAt = now,
        Attempts = 0,
        Looks = 0,
        OrderedAt = null,
        AcceptedAt = null,
        Removed = null,
        AbsentAt = null,
        TokensUntil = null,
        ClosedAt = null,
        Problem = null,
        RestoreState = RestoreState.None,
        RestoreBy = null,
        RestoreAt = null,
        RestorePage = null,
    };

    /// <exception cref="InvalidOperationException">The transition is not allowed.</exception>
    public WorklistItem MoveTo(RevocationState to) => RevocationTransitions.IsLegal(State, to)
        ? this with { State = to }
        : throw new InvalidOperationException($"Item {GrantId} of campaign {CampaignId} cannot become {to}: it is {State}.");
}
