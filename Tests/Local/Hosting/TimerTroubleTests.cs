using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Local.Time;
using OAuthAttest.Tests.Functions;
using Xunit;

namespace OAuthAttest.Tests.Local.Hosting;

/// <summary>What must not end a timer: an outage of the database, and a clock that is set.</summary>
public sealed class TimerTroubleTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TickCounter ticks = new();

    [Fact]
    public async Task Tick_DatabaseDownWhenTheNextOneIsPlanned_ComesAllTheSame()
    {
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = false });
        var outage = new PostgresOutage(cluster);
        await using var database = await TestDatabase.OnAsync(cluster);
        var clock = new VirtualClock(Start);
        var log = new EventLog();
        await using var host = await StartAsync(database, clock, options =>
            options with
            {
                ConfigureLogging = logging => logging.Services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(log),
            }
        );

        await outage.BeginAsync();
        clock.AdvanceTo(Start.AddHours(1));
        await Until.TrueAsync(() => log.Of(7103).Count == 1, "the planning failed");
        await outage.EndAsync();
        clock.AdvanceTo(Start.AddHours(2));
        await Until.TrueAsync(() => ticks.Count == 2, "the second tick came");
        Assert.Equal(Start.AddHours(3), host.NextWakeAt);
    }

    [Fact]
    public async Task Tick_PlannedByAClockThatWasAhead_ComesAtTheScheduleOfTheRightOne()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (inner, looks) = (new VirtualClock(Start), new VirtualClock(Start));
        var clock = new SetClock(inner) { Ahead = TimeSpan.FromDays(400) };
        await using var host = await StartAsync(database, clock, options => options with { ClockTicks = looks });
        Assert.Equal(Start.AddDays(400).AddHours(1), host.NextWakeAt);

        clock.Ahead = TimeSpan.Zero;
        looks.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Start.AddHours(1), host.NextWakeAt);
        inner.AdvanceTo(Start.AddHours(1));
        await host.WhenIdleAsync();
        Assert.Equal(1, ticks.Count);
    }

    [Fact]
    public async Task Tick_ClockSetForwardOverIt_ComesAtOnce()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (inner, looks) = (new VirtualClock(Start), new VirtualClock(Start));
        var clock = new SetClock(inner);
        await using var host = await StartAsync(database, clock, options => options with { ClockTicks = looks });

        clock.Ahead = TimeSpan.FromMinutes(90);
        looks.Advance(TimeSpan.FromSeconds(10));
        inner.Advance(TimeSpan.FromMilliseconds(1));
        await host.WhenIdleAsync();

        Assert.Equal(1, ticks.Count);
    }

    private Task<LocalHost> StartAsync(TestDatabase database, TimeProvider clock, Func<LocalHostOptions, LocalHostOptions> change) =>
        LocalHost.StartAsync(change(new LocalHostOptions
        {
            ConnectionString = database.ConnectionString,
            TimeProvider = clock,
            FunctionClasses = [typeof(HourlyTimer)],
            Configuration = HostFixture.Settings,
            ConfigureServices = services => services.AddSingleton(ticks),
        }));

    private sealed class TickCounter
    {
        private int count;

        public int Count => Volatile.Read(ref count);

        public void Add() => Interlocked.Increment(ref count);
    }

    private sealed class HourlyTimer(TickCounter ticks)
    {
        [Function("Hourly")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
            ArgumentNullException.ThrowIfNull(timer);
            ticks.Add();
        }
    }

    /// <summary>A wall clock that somebody sets; waits go by the monotonic clock below it.</summary>
    private sealed class SetClock(VirtualClock inner) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override long TimestampFrequency => inner.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Ahead;

        public override long GetTimestamp() => inner.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            inner.CreateTimer(callback, state, dueTime, period);
    }
}
