using OAuthAttest.Escalations.Dispatch.Scheduling;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Dispatch;

public sealed class PageQueueTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);

    [Fact]
    public void IsLate_OldestOnItsWayForLong_UntilItHasLeft()
    {
        var clock = new StoppedClock();
        var queue = new PageQueue();
        var first = queue.Enter(clock.GetTimestamp());
        clock.Pass(Limit);
        var second = queue.Enter(clock.GetTimestamp());

        Assert.False(queue.IsLate(clock, Limit));
        clock.Pass(TimeSpan.FromMilliseconds(1));
        Assert.True(queue.IsLate(clock, Limit));
        first.Leave();
        Assert.False(queue.IsLate(clock, Limit));
        clock.Pass(Limit);
        Assert.True(queue.IsLate(clock, Limit));
        second.Leave();
        Assert.False(queue.IsLate(clock, Limit));
    }

    [Fact]
    public void Leave_Twice_DoesWhatFollowsOnce()
    {
        var done = 0;
        var entry = new PageQueue().Enter(0);
        entry.OnCalling(() => done++);

        entry.Leave();
        entry.Leave();

        Assert.Equal(1, done);
    }

    private sealed class StoppedClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => now;

        public void Pass(TimeSpan time) => now += time.Ticks;
    }
}
