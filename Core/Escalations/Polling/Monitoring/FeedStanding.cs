namespace OAuthAttest.Escalations.Polling.Monitoring;

public enum FeedStanding
{
    Works = 1,

    /// <summary>Older than its limit, or it failed too often in a row.</summary>
    Troubled = 2,

    /// <summary>Something that it needs is not set.</summary>
    Off = 3,
}
