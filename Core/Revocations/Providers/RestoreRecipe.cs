using System.Text.Json;
using System.Text.Json.Serialization;
using OAuthAttest.Grants;

namespace OAuthAttest.Revocations.Providers;

/// <summary>What a grant was that was removed or narrowed, as a worklist stores it.</summary>
/// <param name="GrantId">The provider's id of the grant, or a derived one; the provider gives another to what is put back.</param>
/// <param name="PrincipalId">The account; null for everybody's and the app's own.</param>
/// <param name="Resource">The API, as the inventory names it.</param>
public sealed record RestoreRecipe(
    string Provider,
    string Source,
    string GrantId,
    string ConsentType,
    string AppId,
    string? AppName,
    string? PrincipalId,
    string? PrincipalEmail,
    string? Resource,
    IReadOnlyList<string> Scopes
)
{
    /// <summary>The provider's own entries, read right before they were removed; empty: none, or they cannot be put back.</summary>
    public IReadOnlyList<JsonElement>? Entries { get; init; }

    /// <summary>What it was at its provider.</summary>
    public RevocationTarget Target() =>
        new(null, AppId, Enum.Parse<ConsentType>(ConsentType), PrincipalId, PrincipalEmail) { GrantId = GrantId, Resource = Resource };

    /// <exception cref="InvalidOperationException">It is none.</exception>
    public static RestoreRecipe Read(string json) =>
        JsonSerializer.Deserialize(json, RestoreRecipeJson.Default.RestoreRecipe)
        ?? throw new InvalidOperationException("That is no restore recipe.");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RestoreRecipe))]
internal sealed partial class RestoreRecipeJson : JsonSerializerContext;
