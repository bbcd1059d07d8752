namespace OAuthAttest.Identity.Access;

/// <summary>Puts the credentials on a request.</summary>
internal interface IProviderAuthorization
{
    /// <exception cref="ProviderUnavailableException">No token could be had now.</exception>
    /// <exception cref="ProviderRejectedException">The credentials are refused.</exception>
    public Task AuthorizeAsync(HttpRequestMessage request, CancellationToken cancellation);
}
