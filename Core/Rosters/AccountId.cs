using OAuthAttest.Grants;

namespace OAuthAttest.Rosters;

internal static class AccountId
{
    /// <summary>
    /// Normalizes an account's id. Entra's are GUIDs, written in either case, so case is ignored; the ids of other providers are
    /// case-sensitive.
    /// </summary>
    public static string Canonical(ProviderName provider, string id) =>
        provider == ProviderName.Entra && Guid.TryParse(id, out var guid) ? guid.ToString() : id;
}
