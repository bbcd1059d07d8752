namespace OAuthAttest.Tests.Functions;

/// <summary>A virtual clock that advances a little at each read, so that times are, as in production, not whole seconds apart.</summary>
internal sealed class RunningClock(TimeProvider inner) : TimeProvider
{
    private static readonly TimeSpan EachRead = TimeSpan.FromMicroseconds(13);
    private long looks;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + (EachRead * Interlocked.Increment(ref looks));

    public override long GetTimestamp() => inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
