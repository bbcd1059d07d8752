namespace OAuthAttest.Grants.Import;

/// <summary>
/// Tells times from what stands in their place: zero of the system that wrote them (0001, 1601, 1900, 1970), its last time (9999), and
/// clocks that are wrong. Such a time is unknown, and is never shown as a fact.
/// </summary>
internal static class KnownInstant
{
    /// <summary>Before it nobody granted anything: the first draft of OAuth is of 2007.</summary>
    public static readonly DateTimeOffset First = new(2005, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset Last = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // Clocks differ, and a date without a time and a zone may be tomorrow's here.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>The last time that a reading may tell.</summary>
    /// <param name="now">The time of the reading; null: not known.</param>
    public static DateTimeOffset LatestAt(DateTimeOffset? now) => now is { } known && known < Last ? known + Ahead : Last;

    /// <param name="time">The time that was read.</param>
    /// <param name="latest">See <see cref="LatestAt"/>.</param>
    public static DateTimeOffset? Of(DateTimeOffset? time, DateTimeOffset latest) =>
        time is { } known && known >= First && known <= latest && known < Last ? known : null;
}
