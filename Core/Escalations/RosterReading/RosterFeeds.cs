namespace OAuthAttest.Escalations.RosterReading;

/// <summary>The sources of the roster that are set up to be read by the timer.</summary>
public sealed class RosterFeeds(IEnumerable<RosterFeed> feeds)
{
    public IReadOnlyList<RosterFeed> All { get; } = [.. feeds.OrderBy(feed => feed.Source)];
}
