using System.Net.Http.Headers;

namespace OAuthAttest.Identity.Access;

/// <remarks>https://developer.okta.com/docs/reference/core-okta-api/#authentication</remarks>
internal sealed class OktaAuthorization(string token) : IProviderAuthorization
{
    public Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("SSWS", token);
        return Task.CompletedTask;
    }
}
