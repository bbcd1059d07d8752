using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;

namespace OAuthAttest.Revocations;

/// <summary>Taking single scopes from a grant that is kept.</summary>
public static class Narrowing
{
    /// <summary>
    /// Whether the provider can do it at all: a delegated grant of Entra has a list of scopes that can be changed. An app's own
    /// permissions are grants each for itself, and the other providers take a grant as a whole.
    /// </summary>
    /// <remarks>https://learn.microsoft.com/graph/api/oauth2permissiongrant-update</remarks>
    public static bool IsPossible(ProviderName provider, ConsentType consent) =>
        provider == ProviderName.Entra && consent is (ConsentType.Principal or ConsentType.Tenant);

    /// <summary>Whether a list of the inventory has any of these scopes. The display name of a scope's API may have changed.</summary>
    internal static bool ListsAny(IEnumerable<string> listed, IEnumerable<string> scopes) =>
        listed.Select(ApiScope.Key).Intersect(scopes.Select(ApiScope.Key), StringComparer.OrdinalIgnoreCase).Any();

    /// <summary>A scope's name at its API, as the provider lists it.</summary>
    internal static string NameAtItsApi(string scope) => ApiScope.Parts(scope)?.Scope ?? scope;
}
