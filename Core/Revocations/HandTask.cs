using OAuthAttest.Grants;

namespace OAuthAttest.Revocations;

/// <summary>A grant that somebody has to remove at its provider, or to take scopes from, as the inventory knows it.</summary>
/// <param name="ObjectId">Entra's id of the app's service principal; null: unknown, or another provider.</param>
/// <param name="GrantId">The provider's id of the grant, or a derived one.</param>
/// <param name="Resource">The API that it is for, as the source names it.</param>
/// <param name="PersonId">The provider's id of the account; null: it belongs to nobody.</param>
/// <param name="PersonEmail">The account's address.</param>
public sealed record HandTask(
    ProviderName Provider,
    ConsentType ConsentType,
    string ClientId,
    string? ObjectId,
    string GrantId,
    string? Resource,
    string? PersonId,
    string? PersonEmail
)
{
    /// <summary>The scopes to take from it; empty: it is removed as a whole.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];
}
