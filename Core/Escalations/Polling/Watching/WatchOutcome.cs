namespace OAuthAttest.Escalations.Polling.Watching;

public enum WatchOutcome
{
    /// <summary>Something that it needs is not set: <see cref="WatchSetup.Missing"/>.</summary>
    NotConfigured = 1,

    /// <summary>The channel lives long enough.</summary>
    Kept = 2,

    /// <summary>A new channel is open.</summary>
    Opened = 3,

    /// <summary>No new one could be opened; an older one may still live.</summary>
    Failed = 4,
}
