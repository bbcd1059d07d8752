namespace OAuthAttest.Local.Hosting.Timers;

/// <summary>
/// Notices that the wall clock was set, or that the machine slept: its distance from the monotonic clock changes. Waits are measured by the
/// monotonic one and would end at another time of day.
/// </summary>
internal sealed class ClockWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Small corrections, as NTP makes them all the time, move no wait by more than this.</summary>
    private static readonly TimeSpan Smallest = TimeSpan.FromSeconds(2);

    private readonly TimeProvider time;
    private readonly Action onSet;
    private readonly ITimer timer;
    private TimeSpan distance;

    /// <param name="time">The clock that is watched.</param>
    /// <param name="ticks">What says when to look: not the watched clock, which may be one that jumps from one due time to the
    /// next.</param>
    /// <param name="onSet">Called after each jump.</param>
    public ClockWatch(TimeProvider time, TimeProvider ticks, Action onSet)
    {
        (this.time, this.onSet) = (time, onSet);
        distance = Distance();
        timer = ticks.CreateTimer(_ => Look(), null, Interval, Interval);
    }

    public ValueTask DisposeAsync() => timer.DisposeAsync();

    private TimeSpan Distance() => time.GetUtcNow() - DateTimeOffset.UnixEpoch - time.GetElapsedTime(0, time.GetTimestamp());

    private void Look()
    {
        var now = Distance();
        if ((now - distance).Duration() < Smallest)
            return;
        distance = now;
        onSet();
    }
}
