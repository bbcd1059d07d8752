using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>A provider's own list of apps, read over its API with the credentials of the poll.</summary>
public interface IAppDirectory
{
    /// <summary>The app that the service principal <see cref="ConsentedApp.ObjectId"/> is of.</summary>
    /// <param name="patience">The longest that the caller waits.</param>
    /// <returns>
    /// The app with its client id, and with what else was missing; null: unknown, no credentials, or no answer in time. It never throws
    /// for a fault of the provider, because a page must not depend on it.
    /// </returns>
    public Task<ConsentedApp?> FindAsync(ProviderName provider, ConsentedApp app, TimeSpan patience, CancellationToken cancellation);
}
