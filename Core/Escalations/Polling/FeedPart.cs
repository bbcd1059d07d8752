namespace OAuthAttest.Escalations.Polling;

/// <summary>What this app reads or keeps open by itself: ways in which consents reach it, and the roster.</summary>
public enum FeedPart
{
    /// <summary>The provider's log is read.</summary>
    Poll = 1,

    /// <summary>A watch channel that the provider pushes through, and that ends unless it is renewed.</summary>
    Watch = 2,

    /// <summary>The roster is read: no consents, but who is privileged.</summary>
    Roster = 3,
}
