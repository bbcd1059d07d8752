using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Revocations.Providers;

/// <summary>
/// Revokes grants of Okta with their refresh tokens, and the scopes that an administrator granted an app. Revoking a grant does not end
/// its tokens, so both are revoked. Of a worklist's item it takes that one grant; after an escalation, all that the client has.
/// </summary>
/// <remarks>https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserGrant/ and …/ApplicationGrants/.</remarks>
internal sealed class OktaRevoker : IGrantRevoker
{
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

    private OktaHoldings Holdings => new(Api);

    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var removed = 0;
            foreach (var holding in await Holdings.FindAsync(target, cancellation))
            {
                if (await Api.DeleteAsync(holding.Address, cancellation))
                    removed++;
            }
            return new RevocationAnswer(removed, clock.GetUtcNow() + options.TokenLifetime);
        });

    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () => (await Holdings.FindAsync(target, cancellation)).Count == 0);

    public Task<LiveGrants> ReadAsync(RevocationTarget target, IReadOnlyCollection<string> known, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var found = await Holdings.FindAsync(target, cancellation);
            return new LiveGrants(
                found.Count, [.. found.SelectMany(each => each.Scopes).Except(known, StringComparer.Ordinal)], []);
        });
}
