namespace OAuthAttest.Escalations.Polling;

/// <summary>What this app reads or keeps open by itself: ways in which consents reach it, and the roster.</summary>
public enum FeedPart
{
    /// <summary>The provider's log is read.</summary>
    Poll = 1,

    /// <summary>A watch channel that the provider pushes through, and that ends unless it is renewed.</summary>
    Watch = 2,

    /// <summary>Google's admin log is read, which has what administrators let in; <see cref="Poll"/> is its token log.</summary>
    AdminPoll = 3,

    /// <summary>A watch channel of Google's admin log.</summary>
    AdminWatch = 4,

    /// <summary>The roster is read: no consents, but who is privileged.</summary>
    Roster = 5,
}

internal static class FeedParts
{
    /// <summary>The part's name in keys; never changes.</summary>
    public static string Slug(this FeedPart part) => part switch
    {
        FeedPart.Watch => "watch",
        FeedPart.AdminPoll => "admin-poll",
        FeedPart.AdminWatch => "admin-watch",
        FeedPart.Roster => "roster",
        _ => "poll",
    };

    /// <summary>Which of the provider's logs it is, where there are several and it is not the first; for people.</summary>
    public static string? Log(this FeedPart part) => part is FeedPart.AdminPoll or FeedPart.AdminWatch ? "admin" : null;
}
