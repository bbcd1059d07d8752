namespace OAuthAttest.Escalations.Polling.Monitoring;

/// <summary>The states of all feeds. It only reads.</summary>
public sealed class FeedStatus(FeedList feeds, FeedHealthBook health, TimeProvider clock)
{
    public async Task<IReadOnlyList<FeedState>> ReadAsync(CancellationToken cancellation)
    {
        var listed = feeds.All;
        if (listed.Count == 0)
            return [];
        var now = clock.GetUtcNow();
        var rows = await health.ReadAsync(cancellation);
        return [.. listed.Select(feed => State(feed, rows.FirstOrDefault(row => (row.Source, row.Part) == (feed.Source, feed.Part)), now))];
    }

    private static FeedState State(ListedFeed feed, FeedHealth? row, DateTimeOffset now)
    {
        var standing = row?.IsDead(feed.MaxAge, feed.MaxFailures, now) == true ? FeedStanding.Troubled : FeedStanding.Works;
        return new FeedState(
            feed.Source,
            feed.Part,
            feed.IsOn ? standing : FeedStanding.Off,
            row?.LastSucceededAt,
            row?.LastSucceededAt is { } success ? (long)(now - success).TotalSeconds : null,
            row?.Failures ?? 0,
            feed.Missing
        );
    }
}
