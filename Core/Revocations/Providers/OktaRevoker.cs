using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// Revokes a client's grants and refresh tokens of a user of Okta, and the scopes that an administrator granted an app. Revoking a
/// grant does not end its tokens, so both are revoked.
/// </summary>
/// <remarks>https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/ and …/ApplicationGrants/.</remarks>
internal sealed class OktaRevoker : IGrantRevoker
{
    private const string Revoked = "REVOKED";

    private readonly RevokingProvider<OktaConnection> options;
    private readonly TimeProvider clock;
    private readonly ProviderApi? okta;

    public OktaRevoker(IHttpClientFactory clients, IOptions<RevocationOptions> options, TimeProvider clock)
    {
        (this.options, this.clock) = (options.Value.Okta, clock);
        var connection = this.options.Connection;
        if (connection.IsConfigured)
        {
            okta = new ProviderApi(
                clients,
                new ProviderAccess("Okta", connection.BaseUrl!, connection.RequestTimeout, new OktaAuthorization(connection.ApiToken!)),
                clock
            );
        }
    }

    public ProviderName Provider => ProviderName.Okta;

    public bool IsConfigured => okta is not null;

    private ProviderApi Api => okta ?? throw new InvalidOperationException("Okta is not configured.");

    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var removed = 0;
            foreach (var address in await FindAsync(target, cancellation))
            {
                if (await Api.DeleteAsync(address, cancellation))
                    removed++;
            }
            return new RevocationAnswer(removed, clock.GetUtcNow() + options.TokenLifetime);
        });

    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () => (await FindAsync(target, cancellation)).Count == 0);

    /// <summary>The URLs of all grants and tokens to delete. Empty only when every list was read to its end.</summary>
    private async Task<IReadOnlyList<Uri>> FindAsync(RevocationTarget target, CancellationToken cancellation)
    {
        if (target.ConsentType == ConsentType.Application)
            throw new ProviderRejectedException(0, "an administrator's role of a client is taken in Okta's Admin Console");
        if (target.ClientId == OAuthApp.UnknownClientId)
            throw new ProviderRejectedException(0, "the app is not known");
        var found = new List<Uri>();
        var client = ProviderApi.Step(target.ClientId);
        if (target.ConsentType == ConsentType.Tenant)
        {
            found.AddRange(
                (await OpenAsync($"api/v1/apps/{client}/grants", $"api/v1/apps/{client}", cancellation)).Select(grant =>
                    Api.Address($"api/v1/apps/{client}/grants/{Id(grant)}")
                )
            );
        }
        if ((target.PersonExternalId ?? target.PersonEmail) is { } person)
        {
            var user = ProviderApi.Step(person);
            foreach (var kind in new[] { "grants", "tokens" })
            {
                var list = $"api/v1/users/{user}/clients/{client}/{kind}";
                if ((await OpenAsync(list, $"api/v1/users/{user}", cancellation)).Count > 0)
                    found.Add(Api.Address(list));
            }
        }
        else if (target.ConsentType == ConsentType.Principal)
        {
            throw new ProviderRejectedException(0, "it is not known whose grant it is");
        }
        return found;
    }

    /// <summary>The entries of a list that are not revoked. A 404 for the list counts as empty only if its owner is missing too.</summary>
    private async Task<IReadOnlyList<JsonElement>> OpenAsync(string list, string owner, CancellationToken cancellation)
    {
        var first = Api.Address($"{list}?limit=200");
        if (await Api.FindAsync(first, cancellation) is null)
        {
            await Api.GetAsync(Api.Address(owner), cancellation);
            return [];
        }
        var open = new List<JsonElement>();
        await foreach (var page in Api.PagesAsync(first, ProviderPages.OfOkta, cancellation))
            open.AddRange(page.Whole().Where(item => item.Text("status") != Revoked));
        return open;
    }

    private static string Id(JsonElement item) =>
        ProviderApi.Step(item.Text("id") ?? throw new ProviderUnavailableException("Okta: an entry without its id"));
}
