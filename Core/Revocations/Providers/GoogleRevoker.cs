using System.Text.Json;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Json;

namespace OAuthAttest.Revocations.Providers;

/// <summary>Deletes all tokens that a user of Google Workspace gave an app.</summary>
/// <remarks>https://developers.google.com/workspace/admin/directory/reference/rest/v1/tokens</remarks>
internal sealed class GoogleRevoker : IGrantRevoker
{
    private const string Scope = "https://www.googleapis.com/auth/admin.directory.user.security";

    private readonly RevokingProvider<GoogleConnection> options;
    private readonly TimeProvider clock;
    private readonly ProviderApi api;

    public GoogleRevoker(IHttpClientFactory clients, IOptions<RevocationOptions> options, TimeProvider clock)
    {
        (this.options, this.clock) = (options.Value.Google, clock);
        var connection = this.options.Connection;
        api = new ProviderApi(
            clients,
            new ProviderAccess("Google", connection.BaseUrl, connection.RequestTimeout, new GoogleAuthorization(connection, Scope)),
            clock
        );
    }

    public ProviderName Provider => ProviderName.Google;

    public bool IsConfigured => options.Connection.IsConfigured;

    public Task<RevocationAnswer> RevokeAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var isRemoved = await api.DeleteAsync(api.Address($"{Tokens(target)}/{ProviderApi.Step(target.ClientId)}"), cancellation);
            return new RevocationAnswer(isRemoved ? 1 : 0, clock.GetUtcNow() + options.TokenLifetime);
        });

    public Task<bool> IsGoneAsync(RevocationTarget target, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () => (await FindAsync(target, cancellation)).Count == 0);

    public Task<LiveGrants> ReadAsync(RevocationTarget target, IReadOnlyCollection<string> known, CancellationToken cancellation) =>
        RevocationFaults.NameAsync(async () =>
        {
            var found = await FindAsync(target, cancellation);
            var listed = found.SelectMany(token => token.Items("scopes")).Select(scope => ((JsonElement?)scope).Text());
            return ScopeText.Read(listed, out var scopes) is { } problem
                ? throw new ProviderUnavailableException($"Google: the scopes of a token: {problem}")
                : new LiveGrants(found.Count, [.. scopes.Except(known, StringComparer.Ordinal)], []);
        });

    // Reads the list, not the single token: a 404 because Google does not know the user must not look like a token that is gone.
    private async Task<IReadOnlyList<JsonElement>> FindAsync(RevocationTarget target, CancellationToken cancellation)
    {
        var answer = await api.GetAsync(api.Address(Tokens(target)), cancellation);
        return [.. answer.Listed("items", "admin#directory#tokenList").Where(token => token.Text("clientId") == target.ClientId)];
    }

    private static string Tokens(RevocationTarget target)
    {
        if (target.ConsentType != ConsentType.Principal)
            throw new ProviderRejectedException(0, "access to a whole domain is taken in Google's Admin console");
        if (target.ClientId == OAuthApp.UnknownClientId)
            throw new ProviderRejectedException(0, "the app is not known");
        // Google takes the access of all such apps together: one that the person keeps would be lost.
        if (target.ClientId == ClientId.Anonymous || target.ClientId.StartsWith($"{ClientId.Anonymous}:", StringComparison.Ordinal))
            throw new ProviderRejectedException(0, "the app never registered with Google: such apps lose their access all at once");
        var user = (IsGoogles(target) ? target.PersonExternalId : target.PersonEmail ?? target.PersonExternalId)
            ?? throw new ProviderRejectedException(0, "it is not known whose grant it is");
        return $"admin/directory/v1/users/{ProviderApi.Step(user)}/tokens";
    }

    /// <summary>
    /// Whether the inventory read the grant from Google: then it has Google's id of the account, and an address that somebody else has now
    /// cannot mislead.
    /// </summary>
    private static bool IsGoogles(RevocationTarget target) =>
        target.PersonExternalId is { } id && DerivedGrantId.Of(id, target.ClientId, resource: null) == target.GrantId;
}
