namespace OAuthAttest.Revocations;

/// <summary>One grant to revoke, and how it could be put back.</summary>
public sealed class WorklistItem
{
    public required long CampaignId { get; init; }

    public required long GrantId { get; init; }

    public required WorklistReason Reason { get; init; }

    /// <summary>
    /// Everything needed to restore the grant, as JSON: provider, ids, account, app, resource, scopes, consent type. Made before the item
    /// is carried out (<see cref="RestoreRecipes"/>), from the inventory as it is then; null until then.
    /// </summary>
    public string? RestoreRecipe { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
