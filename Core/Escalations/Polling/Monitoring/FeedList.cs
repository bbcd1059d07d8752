using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Polling.Monitoring;

/// <param name="Missing">What it needs and does not have; empty: it must work.</param>
public sealed record ListedFeed(ConsentSource Source, FeedPart Part, TimeSpan MaxAge, IReadOnlyList<string> Missing)
{
    public bool IsOn => Missing.Count == 0;
}

/// <summary>The parts of feeds that are set up, by the settings.</summary>
public sealed class FeedList(
    IEnumerable<IConsentFeed> feeds,
    WatchSetup watch,
    IOptions<PollingOptions> polling,
    IOptions<EscalationOptions> escalation
)
{
    /// <summary>Empty while escalation is switched off.</summary>
    public IReadOnlyList<ListedFeed> All => escalation.Value.Enabled ? [.. Polls(), .. Watches()] : [];

    private IEnumerable<ListedFeed> Polls() =>
        from feed in feeds
        where feed.IsConfigured
        orderby feed.Source, feed.Part
        select new ListedFeed(feed.Source, feed.Part, polling.Value.MaxAgeOf(feed.Source), []);

    private IEnumerable<ListedFeed> Watches() => watch.IsWanted
        ? [.. WatchSetup.Parts.Select(part =>
            new ListedFeed(ConsentSource.Google, part, polling.Value.MaxAgeOf(ConsentSource.Google), watch.Missing))]
        : [];
}
