using OAuthAttest.Grants;

namespace OAuthAttest.Rosters;

internal static class AccountId
{
    /// <summary>Entra's ids are GUIDs, which people and tools write in either case; all others are told apart by it.</summary>
    public static string Canonical(ProviderName provider, string id) => provider == ProviderName.Entra && Guid.TryParse(id, out var guid) ? guid.ToString() : id;
}
