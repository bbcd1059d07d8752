using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.RosterReading;
using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations.Polling.Monitoring;

/// <param name="MaxAge">Older than this, it is told.</param>
/// <param name="MaxFailures">So many failures in a row are told.</param>
/// <param name="Missing">What it needs and does not have; empty: it must work.</param>
public sealed record ListedFeed(FeedSource Source, FeedPart Part, TimeSpan MaxAge, int MaxFailures, IReadOnlyList<string> Missing)
{
    public bool IsOn => Missing.Count == 0;
}

/// <summary>The parts of feeds that are set up, by the settings.</summary>
public sealed class FeedList(
    IEnumerable<IConsentFeed> feeds,
    RosterFeeds rosters,
    WatchSetup watch,
    IOptions<PollingOptions> polling,
    IOptions<RosterOptions> roster,
    IOptions<EscalationOptions> escalation
)
{
    /// <summary>Empty while escalation is switched off.</summary>
    public IReadOnlyList<ListedFeed> All => escalation.Value.Enabled ? [.. Polls(), .. Watches(), .. Rosters()] : [];

    private IEnumerable<ListedFeed> Polls() =>
        from feed in feeds
        where feed.IsConfigured
        orderby feed.Source, feed.Part
        select new ListedFeed(
            feed.Source.Feed(), feed.Part, polling.Value.MaxAgeOf(feed.Source), polling.Value.MaxFailures, []);

    private IEnumerable<ListedFeed> Watches() => watch.IsWanted
        ? [.. WatchSetup.Parts.Select(part =>
            new ListedFeed(
                FeedSource.Google, part, polling.Value.MaxAgeOf(ConsentSource.Google), polling.Value.MaxFailures, watch.Missing))]
        : [];

    private IEnumerable<ListedFeed> Rosters() =>
        from feed in rosters.All
        select new ListedFeed(feed.Source, FeedPart.Roster, roster.Value.MaxAge, roster.Value.MaxFailures, []);
}
