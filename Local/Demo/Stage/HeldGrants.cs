using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;

namespace OAuthAttest.Local.Demo.Stage;

/// <param name="Id">The inventory's id of it.</param>
internal readonly record struct HeldGrant(ProviderName Provider, string Id);

/// <summary>What the simulated providers hold at a moment, by the grants of the inventory.</summary>
/// <param name="Entries">The provider's own entries of each grant; a grant without any is not there.</param>
/// <param name="Tokens">Google's, by the inventory's id of the grant.</param>
internal sealed record HeldGrants(
    IReadOnlyDictionary<HeldGrant, IReadOnlyList<string>> Entries,
    IReadOnlyDictionary<string, SimulatedGoogleToken> Tokens
)
{
    /// <summary>The providers that are called to remove something.</summary>
    public static readonly ProviderName[] Providers = [ProviderName.Entra, ProviderName.Google, ProviderName.Okta];

    public static HeldGrants Of(DemoOutside outside)
    {
        var ids = outside.Google.Users.ToDictionary(user => user.Email, user => user.Id, StringComparer.OrdinalIgnoreCase);
        var tokens = outside.Google.Tokens.ToDictionary(token => $"{ids[token.Email]}/{token.ClientId}", StringComparer.Ordinal);
        var google = tokens.Select(token => Held(ProviderName.Google, token.Key, string.Join(' ', token.Value.Scopes)));
        return new HeldGrants(
            Entra(outside).Concat(google).Concat(Okta(outside))
                .GroupBy(held => held.Grant, held => held.Entry)
                .ToDictionary(group => group.Key, IReadOnlyList<string> (group) => [.. group.Order(StringComparer.Ordinal)]),
            tokens);
    }

    public bool Has(HeldGrant grant) => Entries.ContainsKey(grant);

    /// <summary>Whether it has the same entries as then.</summary>
    public bool IsAsIn(HeldGrants then, HeldGrant grant) =>
        Entries.TryGetValue(grant, out var now) && then.Entries.TryGetValue(grant, out var before) && now.SequenceEqual(before);

    private static IEnumerable<(HeldGrant Grant, string Entry)> Entra(DemoOutside outside) =>
    [
        .. outside.Graph.Grants.Select(grant => Held(ProviderName.Entra, grant.Id, $"{grant.Id} {grant.Scope}")),
        .. outside.Graph.Roles.Select(role => Held(ProviderName.Entra, $"application/{role.PrincipalId}/{role.ResourceId}", role.Id)),
    ];

    private static IEnumerable<(HeldGrant Grant, string Entry)> Okta(DemoOutside outside)
    {
        var apps = outside.Okta.Apps.ToDictionary(app => app.Id, StringComparer.Ordinal);
        return
        [
            .. outside.Okta.Holdings.Where(held => held.Status == "ACTIVE").Select(held =>
                Held(ProviderName.Okta, $"{held.UserId}/{held.ClientId}/{held.Issuer}", $"{held.Kind} {held.Id}")),
            .. outside.Okta.AppGrants.Select(grant => Held(
                ProviderName.Okta,
                $"{(apps[grant.AppId].Type == "service" ? "Application" : "Tenant")}/{apps[grant.AppId].ClientId ?? grant.AppId}/"
                    + grant.Issuer,
                grant.Id)),
        ];
    }

    private static (HeldGrant Grant, string Entry) Held(ProviderName provider, string id, string entry) =>
        (new HeldGrant(provider, id), entry);
}
