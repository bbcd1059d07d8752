namespace OAuthAttest.Identity.Live;

/// <summary>How a provider's inventory is read over live calls.</summary>
public sealed record LiveReading
{
    public static LiveReading Default { get; } = new();

    /// <summary>How many calls may be under way at once.</summary>
    public int AtOnce { get; init; } = 8;

    /// <summary>
    /// How far back the logs of use are read; what an earlier reading found stays known. Longer finds more, and takes longer.
    /// </summary>
    public TimeSpan UsageWindow { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// The longest wait that a provider may ask for in the middle of a reading; a longer one ends it, and the reading is repeated later.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The first pause before a call is repeated, where the provider asks for none; it doubles each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);
}
