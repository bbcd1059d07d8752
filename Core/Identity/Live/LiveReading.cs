namespace OAuthAttest.Identity.Live;

/// <summary>How a provider's inventory is read over live calls.</summary>
public sealed record LiveReading
{
    public static LiveReading Default { get; } = new();

    /// <summary>How many calls may be under way at once.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>
    /// How far back the logs of use are read; what an earlier reading found stays known. Longer finds more, and takes longer. Zero: they
    /// are not read.
    /// </summary>
    public TimeSpan UsageWindow { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The longest wait that a provider may ask for in the middle of a reading, such as Okta's window of a minute; for a longer one the
    /// reading stops, and goes on when it is over.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(65);

    /// <summary>The first pause before a call is repeated, where the provider asks for none; it doubles each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);
}
