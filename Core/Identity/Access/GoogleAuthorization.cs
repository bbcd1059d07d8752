using System.Net;
using System.Net.Http.Headers;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using OAuthAttest.Addresses;

namespace OAuthAttest.Identity.Access;

/// <summary>
/// A token of a service account that acts as an administrator (domain-wide delegation). Google's library caches it until shortly before
/// it expires.
/// </summary>
/// <remarks>https://developers.google.com/identity/protocols/oauth2/service-account#delegatingauthority</remarks>
internal sealed class GoogleAuthorization(GoogleConnection connection, string scope) : IProviderAuthorization
{
    private readonly Lazy<ServiceAccountCredential> credential = new(() => Create(connection, scope));

    public async Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            // When several callers wait for one refresh, the library does not pass on each caller's cancellation token, so the wait is
            // limited here.
            var token = await credential
                .Value.GetAccessTokenForRequestAsync(cancellationToken: cancellation)
                .WaitAsync(connection.RequestTimeout, cancellation);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        catch (TokenResponseException e) when (IsRefusal(e))
        {
            throw new ProviderRejectedException(
                (int)e.StatusCode!.Value,
                $"Google refused the service account ({ProviderErrors.Code(e.Error?.Error) ?? "no code"})",
                e
            );
        }
        catch (Exception e)
            when (e is TokenResponseException or TimeoutException or HttpRequestException or IOException or TaskCanceledException
                && !cancellation.IsCancellationRequested
            )
        {
            throw new ProviderUnavailableException("Google gave no token", inner: e);
        }
    }

    private static bool IsRefusal(TokenResponseException e) =>
        e.StatusCode
            is >= HttpStatusCode.BadRequest
                and < HttpStatusCode.InternalServerError
                and not HttpStatusCode.TooManyRequests
                and not HttpStatusCode.RequestTimeout;

    private static ServiceAccountCredential Create(GoogleConnection connection, string scope)
    {
        var key = GoogleServiceAccount.Parse(connection.ServiceAccountKey!);
        return new ServiceAccountCredential(new ServiceAccountCredential.Initializer(key.ClientEmail, key.TokenUri.AbsoluteUri)
        {
            User = EmailAddress.Of(connection.Subject),
            Scopes = [scope],
            KeyId = key.PrivateKeyId,
        }.FromPrivateKey(key.PrivateKey));
    }
}
