namespace OAuthAttest.Timers;

/// <summary>When a timer function last ran. One row a timer.</summary>
public sealed class TimerRun
{
    /// <summary>The function's name.</summary>
    public required string Function { get; init; }

    /// <summary>Since when it has been expected to run.</summary>
    public required DateTimeOffset KnownSince { get; init; }

    /// <summary>When it last ended successfully; null before the first time.</summary>
    public DateTimeOffset? LastRanAt { get; set; }
}
