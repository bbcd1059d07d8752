using OAuthAttest.Local.Time;
using Xunit;

namespace OAuthAttest.Tests.Local.Time;

public sealed class VirtualClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly VirtualClock clock = new(Start);

    [Fact]
    public void AdvanceTo_SeveralTimers_FireInOrderAndSeeTheirOwnTime()
    {
        var fired = new List<(string Name, DateTimeOffset At)>();
        using var late = clock.CreateTimer(
            _ => fired.Add(("late", clock.GetUtcNow())),
            null,
            TimeSpan.FromHours(2),
            Timeout.InfiniteTimeSpan
        );
        using var early = clock.CreateTimer(
            _ => fired.Add(("early", clock.GetUtcNow())),
            null,
            TimeSpan.FromHours(1),
            Timeout.InfiniteTimeSpan
        );

        clock.Advance(TimeSpan.FromHours(3));

        Assert.Equal([("early", Start.AddHours(1)), ("late", Start.AddHours(2))], fired);
        Assert.Equal(Start.AddHours(3), clock.GetUtcNow());
    }

    [Fact]
    public void AdvanceTo_PeriodicTimer_FiresEachTime()
    {
        var count = 0;
        using var timer = clock.CreateTimer(_ => count++, null, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));

        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(6, count);
    }

    [Fact]
    public void AdvanceTo_TimerMadeByATimer_FiresInTheSameAdvance()
    {
        var fired = 0;
        using var outer = clock.CreateTimer(
            _ => clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan),
            null,
            TimeSpan.FromMinutes(1),
            Timeout.InfiniteTimeSpan
        );

        clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(1, fired);
    }

    [Fact]
    public void NextDue_TimerChangedOrDisposed_IsForgotten()
    {
        var timer = clock.CreateTimer(_ => Assert.Fail("fired"), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        Assert.Equal(Start.AddHours(1), clock.NextDue);

        timer.Change(TimeSpan.FromHours(5), Timeout.InfiniteTimeSpan);
        Assert.Equal(Start.AddHours(5), clock.NextDue);
        timer.Dispose();

        Assert.Null(clock.NextDue);
        clock.Advance(TimeSpan.FromHours(10));
    }

    [Fact]
    public void AdvanceTo_ThePast_ChangesNothing()
    {
        clock.AdvanceTo(Start.AddDays(-1));

        Assert.Equal(Start, clock.GetUtcNow());
    }

    [Fact]
    public async Task Delay_OnTheClock_EndsWhenItAdvances()
    {
        var delay = Task.Delay(TimeSpan.FromDays(1), clock);
        Assert.False(delay.IsCompleted);

        clock.Advance(TimeSpan.FromDays(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void GetTimestamp_TimeAdvances_MeasuresIt()
    {
        var before = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(TimeSpan.FromSeconds(90), clock.GetElapsedTime(before));
    }
}
