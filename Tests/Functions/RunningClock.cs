namespace OAuthAttest.Tests.Functions;

/// <summary>A virtual clock that also goes on by itself, a little each time somebody looks: no two times are whole seconds apart, as in life.</summary>
internal sealed class RunningClock(TimeProvider inner) : TimeProvider
{
    private static readonly TimeSpan EachLook = TimeSpan.FromMicroseconds(13);
    private long looks;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + (EachLook * Interlocked.Increment(ref looks));

    public override long GetTimestamp() => inner.GetTimestamp();

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => inner.CreateTimer(callback, state, dueTime, period);
}
