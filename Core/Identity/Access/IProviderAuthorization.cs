namespace OAuthAttest.Identity.Access;

/// <summary>Adds the credentials to a request.</summary>
internal interface IProviderAuthorization
{
    /// <exception cref="ProviderUnavailableException">No token could be obtained now.</exception>
    /// <exception cref="ProviderRejectedException">The provider rejected the credentials.</exception>
    public Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellation);
}
