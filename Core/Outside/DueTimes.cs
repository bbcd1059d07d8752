namespace OAuthAttest.Outside;

/// <summary>Times at which something is to be done; null: nothing is.</summary>
public static class DueTimes
{
    public static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null ? other : other is null || one < other ? one : other;
}
