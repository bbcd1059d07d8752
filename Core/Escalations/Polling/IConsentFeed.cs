using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Polling;

/// <summary>A provider's own log of consents, read over its API.</summary>
public interface IConsentFeed
{
    public ConsentSource Source { get; }

    /// <summary>Which of the source's logs it reads: each has its own watermark and its own health.</summary>
    public FeedPart Part => FeedPart.Poll;

    /// <summary>False while no credentials are set; then nothing may be read.</summary>
    public bool IsConfigured { get; }

    /// <summary>Everything between the two times that the provider has recorded so far, page by page.</summary>
    /// <exception cref="Identity.Access.ProviderUnavailableException">Throttled, 5xx or no clear answer: pages are missing.</exception>
    /// <exception cref="Identity.Access.ProviderRejectedException">The provider refuses.</exception>
    public IAsyncEnumerable<FeedPage> ReadAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation);
}
