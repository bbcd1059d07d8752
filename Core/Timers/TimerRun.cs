namespace OAuthAttest.Timers;

/// <summary>When a timer function last ran. One row a timer.</summary>
public sealed class TimerRun
{
    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>From when on it was expected to run.</summary>
    public required DateTimeOffset KnownSince { get; init; }

    /// <summary>When it last ended well; null before the first time.</summary>
    public DateTimeOffset? LastRanAt { get; set; }
}
