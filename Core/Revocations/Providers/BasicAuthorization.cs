using System.Net.Http.Headers;
using System.Text;
using OAuthAttest.Identity.Access;

namespace OAuthAttest.Revocations.Providers;

/// <remarks>https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1: both parts are form-encoded first.</remarks>
internal sealed class BasicAuthorization(string client, string secret) : IProviderAuthorization
{
    private readonly string value = Convert.ToBase64String(
        Encoding.ASCII.GetBytes($"{System.Net.WebUtility.UrlEncode(client)}:{System.Net.WebUtility.UrlEncode(secret)}"));

    public Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", value);
        return Task.CompletedTask;
    }
}
