using OAuthAttest.Grants;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Revocations.Executing;

/// <summary>An item of a worklist with what its provider must be told.</summary>
/// <param name="Campaign">The campaign's key.</param>
/// <param name="Scopes">What the answer was about.</param>
/// <param name="VanishedAt">When a complete reading of the inventory missed the grant; null: the newest one lists it.</param>
/// <param name="ReadAt">The newest complete reading of its source.</param>
/// <param name="ListedScopes">What the newest reading that lists it says it has.</param>
/// <param name="KeptIn">The newest later campaign in which it was kept since it was decided about; null: in none.</param>
internal sealed record RevocationWork(
    WorklistItem Item,
    string Campaign,
    string ClientId,
    ConsentType ConsentType,
    IReadOnlyList<string> Scopes,
    string GrantId,
    string? Resource,
    string? PersonExternalId,
    string? PersonEmail,
    DateTimeOffset? VanishedAt,
    DateTimeOffset? ReadAt,
    IReadOnlyList<string> ListedScopes,
    string? KeptIn
)
{
    /// <summary>The item in the audit log.</summary>
    public string Subject => $"campaign/{Campaign}/worklist/{Item.GrantId}";

    /// <summary>What the newest decision was about.</summary>
    public IReadOnlyCollection<string> DecidedScopes => [.. Scopes, .. Item.GrownScopes];

    public RevocationTarget Target => new(
        Tenant: null,
        ClientId,
        ConsentType,
        ConsentType == ConsentType.Principal ? PersonExternalId : null,
        ConsentType == ConsentType.Principal ? PersonEmail : null
    )
    {
        GrantId = GrantId,
        Resource = Resource,
        Without = Item.WithoutScopes ?? [],
    };

    /// <summary>Whether the newest reading of the inventory does not list it any more, or none of the scopes to take.</summary>
    public bool IsUnlisted =>
        VanishedAt is not null || (Item.WithoutScopes is { } without && !Narrowing.ListsAny(ListedScopes, without));
}
