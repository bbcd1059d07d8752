using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Consents.Webhooks;

namespace OAuthAttest.Escalations.Polling;

/// <summary>A provider's own log of consents, read over its API.</summary>
public interface IConsentFeed
{
    public ConsentSource Source { get; }

    /// <summary>False while no credentials are set; then nothing may be read.</summary>
    public bool IsConfigured { get; }

    /// <summary>Everything between the two times that the provider has recorded so far, page by page.</summary>
    /// <exception cref="Identity.Access.ProviderUnavailableException">Throttled, 5xx or no clear answer: pages are missing.</exception>
    /// <exception cref="Identity.Access.ProviderRejectedException">The provider refuses.</exception>
    public IAsyncEnumerable<FeedPage> ReadAsync(DateTimeOffset from, DateTimeOffset until, CancellationToken cancellation);
}

/// <param name="Consents">With the same keys as their pushes.</param>
/// <param name="Unreadable">What is wrong with records that could not be read; nothing of it repeats input.</param>
public sealed record FeedPage(IReadOnlyList<ConsentEvent> Consents, IReadOnlyList<string> Unreadable)
{
    internal static FeedPage Of(IEnumerable<RecordReading> readings)
    {
        var consents = new List<ConsentEvent>();
        var unreadable = new List<string>();
        foreach (var reading in readings)
        {
            if (reading.Refusal is { } refusal)
                unreadable.Add($"{refusal.Field} {refusal.Problem}");
            else if (reading.Consent is { } consent)
                consents.Add(consent);
        }
        return new FeedPage(consents, unreadable);
    }
}
