using System.Net.Http.Headers;
using Azure.Core;
using Azure.Identity;

namespace OAuthAttest.Identity.Access;

/// <summary>An Entra ID token for Microsoft Graph. Azure.Identity caches it until shortly before it expires.</summary>
internal sealed class EntraAuthorization(TokenCredential credential, EntraConnection connection) : IProviderAuthorization
{
    private readonly TokenRequestContext request = new([new Uri(connection.BaseUrl, ".default").AbsoluteUri]);

    public async Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(connection.RequestTimeout);
        try
        {
            var token = await credential.GetTokenAsync(this.request, limit.Token);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ProviderUnavailableException("Entra ID: no token in time", inner: e);
        }
        catch (AuthenticationFailedException e)
        {
            // Entra's error message names the tenant and the app, so it is only in the inner exception. A wrong secret and an outage
            // cannot be told apart here, so both are retried.
            throw new ProviderUnavailableException($"Entra ID gave no token ({e.GetType().Name})", inner: e);
        }
    }
}

internal static class EntraCredentials
{
    /// <summary>
    /// A client secret if one is configured; otherwise the host's identity: managed in Azure, a developer's sign-in elsewhere.
    /// </summary>
    public static TokenCredential Create(EntraConnection connection)
    {
        if (!connection.IsConfigured)
            return new NoCredential();
        if (connection.ClientSecret is not null)
        {
            return new ClientSecretCredential(
                connection.TenantId,
                connection.ClientId,
                connection.ClientSecret,
                new ClientSecretCredentialOptions { AuthorityHost = connection.AuthorityUrl }
            );
        }
        return new DefaultAzureCredential(
            new DefaultAzureCredentialOptions
            {
                TenantId = connection.TenantId,
                ManagedIdentityClientId = connection.ClientId,
                AuthorityHost = connection.AuthorityUrl,
            }
        );
    }

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("There are no credentials.");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("There are no credentials.");
    }
}
