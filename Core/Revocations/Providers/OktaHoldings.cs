using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Okta;

namespace OAuthAttest.Revocations.Providers;

/// <param name="Address">Where it is deleted.</param>
/// <param name="Scopes">Those that somebody consented to; none of a refresh token.</param>
internal sealed record OktaHolding(Uri Address, IReadOnlyList<string> Scopes);

/// <summary>
/// Finds grants and refresh tokens at Okta. Okta has one grant per scope; a grant of the inventory is all of them of one person and app
/// at one authorization server. A refresh token is issued by one authorization server too, for what it granted, so it goes with exactly
/// that grant: the app's grants and tokens of other servers are kept.
/// </summary>
/// <remarks>
/// https://developer.okta.com/docs/api/openapi/okta-management/management/tags/useroauth: OAuth2RefreshToken has an <c>issuer</c>.
/// </remarks>
internal sealed class OktaHoldings(ProviderApi api)
{
    /// <summary>Everything of the target. Empty only when every list was read to its end.</summary>
    public async Task<IReadOnlyList<OktaHolding>> FindAsync(RevocationTarget target, CancellationToken cancellation)
    {
        if (target.ClientId == OAuthApp.UnknownClientId)
            throw new ProviderRejectedException(0, "the app is not known");
        // The inventory's application grants are scopes of a service app; a table's may be a role, which is in no list of scopes.
        if (target.ConsentType == ConsentType.Application && !IsOktas(target))
            throw new ProviderRejectedException(0, "an administrator's role of a client is taken in Okta's Admin Console");
        return target.IsOneGrant ? await FindOneAsync(target, cancellation) : await FindAllAsync(target, cancellation);
    }

    private async Task<IReadOnlyList<OktaHolding>> FindOneAsync(RevocationTarget target, CancellationToken cancellation)
    {
        if (target.ConsentType != ConsentType.Principal)
        {
            var app = $"api/v1/apps/{ProviderApi.Step(await AppAsync(target.ClientId, cancellation))}";
            var given = await OpenAsync($"{app}/grants?expand=scope", app, cancellation);
            // With a user it is that person's grant, which is one of its own in the inventory.
            return Pick(target, [.. given.Where(grant => grant.UserId is null)], $"{app}/grants", [], "");
        }
        var user = $"api/v1/users/{ProviderApi.Step(Person(target))}";
        var list = $"{user}/clients/{ProviderApi.Step(target.ClientId)}";
        var grants = await OpenAsync($"{list}/grants?expand=scope&limit={OktaLiveLists.APage}", user, cancellation);
        var tokens = await OpenAsync($"{list}/tokens?limit={OktaLiveLists.APage}", user, cancellation);
        return Pick(target, grants, $"{user}/grants", tokens, $"{list}/tokens");
    }

    /// <summary>The app's id, which for most apps is their client id.</summary>
    private async Task<string> AppAsync(string clientId, CancellationToken cancellation)
    {
        if (await api.FindAsync(api.Address($"api/v1/apps/{ProviderApi.Step(clientId)}"), cancellation) is not null)
            return clientId;
        var list = api.Address($"api/v1/apps?limit={OktaLiveLists.APage}");
        await foreach (var page in api.PagesAsync(list, OktaLiveLists.Next, cancellation))
        {
            foreach (var app in page.Whole().Select(item => page.Read(item, OktaJson.Default.OktaApp)))
            {
                if (app.Id is { } id && app.Credentials?.OauthClient?.ClientId == clientId)
                    return id;
            }
        }
        // An administrator may see some apps only: that it is not listed does not prove that it is gone.
        throw new ProviderRejectedException(404, "Okta lists no app with this client id");
    }

    private List<OktaHolding> Pick(
        RevocationTarget target, IReadOnlyList<OktaGrant> grants, string grantsAt, IReadOnlyList<OktaGrant> tokens, string tokensAt)
    {
        var all = grants.Concat(tokens).ToList();
        var others = all.Count(each => each.Issuer is not null && !IsMeant(target, each.Issuer));
        if (others > 0 && all.Exists(each => each.Issuer is null))
            throw new ProviderRejectedException(0, "Okta does not tell at which authorization server some of the app's access was given");
        var meant = all.Count - others;
        // A grant that came by a table may name the authorization server in that table's words.
        if (meant == 0 && others > 0 && !IsOktas(target))
        {
            throw new ProviderRejectedException(
                0, "the app has access at other authorization servers, and the inventory does not tell which one it is");
        }
        return
        [
            .. grants.Where(each => IsMeant(target, each.Issuer))
                .Select(each => new OktaHolding(api.Address($"{grantsAt}/{Id(each)}"), [ScopeOf(each)])),
            .. tokens.Where(each => IsMeant(target, each.Issuer))
                .Select(each => new OktaHolding(api.Address($"{tokensAt}/{Id(each)}"), [])),
        ];
    }

    /// <summary>As one target of an escalation: all that the client has of the person, with one call for each kind.</summary>
    private async Task<IReadOnlyList<OktaHolding>> FindAllAsync(RevocationTarget target, CancellationToken cancellation)
    {
        var found = new List<OktaHolding>();
        var client = ProviderApi.Step(target.ClientId);
        if (target.ConsentType == ConsentType.Tenant)
        {
            var app = $"api/v1/apps/{client}";
            var given = await OpenAsync($"{app}/grants?limit={OktaLiveLists.APage}", app, cancellation);
            found.AddRange(given.Select(grant => new OktaHolding(api.Address($"{app}/grants/{Id(grant)}"), [ScopeOf(grant)])));
        }
        if (target.ConsentType == ConsentType.Principal || (target.PersonExternalId ?? target.PersonEmail) is not null)
        {
            var user = $"api/v1/users/{ProviderApi.Step(Person(target))}";
            foreach (var kind in new[] { "grants", "tokens" })
            {
                var list = $"{user}/clients/{client}/{kind}";
                var open = await OpenAsync($"{list}?limit={OktaLiveLists.APage}", user, cancellation);
                if (open.Count > 0)
                    found.Add(new OktaHolding(api.Address(list), kind == "grants" ? [.. open.Select(ScopeOf)] : []));
            }
        }
        return found;
    }

    /// <summary>The entries of a list that are not revoked. A 404 for the list counts as empty only if its owner is not missing.</summary>
    private async Task<IReadOnlyList<OktaGrant>> OpenAsync(string list, string owner, CancellationToken cancellation)
    {
        var first = api.Address(list);
        if (await api.FindAsync(first, cancellation) is null)
        {
            await api.GetAsync(api.Address(owner), cancellation);
            return [];
        }
        var open = new List<OktaGrant>();
        await foreach (var page in api.PagesAsync(first, OktaLiveLists.Next, cancellation))
        {
            open.AddRange(page.Whole().Select(item => page.Read(item, OktaJson.Default.OktaGrant))
                .Where(grant => grant.Status != OktaGrants.Revoked));
        }
        return open;
    }

    private static string Person(RevocationTarget target) =>
        target.PersonExternalId ?? target.PersonEmail ?? throw new ProviderRejectedException(0, "it is not known whose grant it is");

    /// <summary>What tells no authorization server belongs to the only one there is; see <see cref="Pick"/>.</summary>
    private static bool IsMeant(RevocationTarget target, string? issuer) =>
        target.Resource is null || issuer is null || issuer == target.Resource;

    /// <summary>Whether the inventory read the grant from Okta: then its API is an authorization server as Okta names it.</summary>
    private static bool IsOktas(RevocationTarget target)
    {
        var principal = target.ConsentType == ConsentType.Principal ? target.PersonExternalId : target.ConsentType.ToString();
        return principal is not null && DerivedGrantId.Of(principal, target.ClientId, target.Resource) == target.GrantId;
    }

    private static string ScopeOf(OktaGrant grant) =>
        OktaGrants.ScopeOf(grant) ?? throw new ProviderUnavailableException("Okta: a grant without its scope");

    private static string Id(OktaGrant grant) =>
        ProviderApi.Step(grant.Id ?? throw new ProviderUnavailableException("Okta: an entry without its id"));
}
