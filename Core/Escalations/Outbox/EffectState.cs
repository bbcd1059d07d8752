namespace OAuthAttest.Escalations.Outbox;

public enum EffectState
{
    Pending = 1,

    /// <summary>An attempt is under way, or was when its process died.</summary>
    Sending = 2,

    Done = 3,

    /// <summary>The service refused it or all attempts are used up: it is not tried again.</summary>
    Failed = 4,

    /// <summary>Not configured, or no longer needed.</summary>
    Skipped = 5,
}
