namespace OAuthAttest.Escalations.Polling.Monitoring;

/// <param name="LastSucceededAt">When it last worked: the log was read to its end, the watch channel was open, the roster was read.
/// Null: never.</param>
/// <param name="AgeSeconds">Seconds since then.</param>
/// <param name="Failures">Failures since then.</param>
/// <param name="Missing">The settings without which it does nothing.</param>
public sealed record FeedState(
    FeedSource Source,
    FeedPart Part,
    FeedStanding State,
    DateTimeOffset? LastSucceededAt,
    long? AgeSeconds,
    int Failures,
    IReadOnlyList<string> Missing
);
