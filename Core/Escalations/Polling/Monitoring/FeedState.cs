using OAuthAttest.Escalations.Consents;

namespace OAuthAttest.Escalations.Polling.Monitoring;

/// <param name="LastSucceededAt">When the log was last read to its end, or the watch channel was last found open; null: never.</param>
/// <param name="AgeSeconds">Seconds since then.</param>
/// <param name="Failures">Failures since then.</param>
/// <param name="Missing">The settings without which it does nothing.</param>
public sealed record FeedState(
    ConsentSource Source,
    FeedPart Part,
    FeedStanding State,
    DateTimeOffset? LastSucceededAt,
    long? AgeSeconds,
    int Failures,
    IReadOnlyList<string> Missing
);
