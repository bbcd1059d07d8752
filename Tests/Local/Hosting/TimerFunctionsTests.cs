using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Time;
using Xunit;

namespace OAuthAttest.Tests.Local.Hosting;

public sealed class TimerFunctionsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset November = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset FirstQuarter = new(2027, 1, 1, 6, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset SecondQuarter = new(2027, 4, 1, 6, 0, 0, TimeSpan.Zero);

    private readonly TickRecorder ticks = new();
    private TestDatabase database = null!;

    public async Task InitializeAsync() => database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Tick_ItsTimeComes_RunsOnceAndKnowsTheNextTime()
    {
        var clock = new VirtualClock(November);
        await using var host = await StartAsync(clock, typeof(QuarterlyTimer));
        Assert.Equal(FirstQuarter, host.NextWakeAt);

        await AdvanceAsync(host, clock, FirstQuarter.AddSeconds(-1));
        Assert.Empty(ticks.Seen);
        await AdvanceAsync(host, clock, FirstQuarter);

        var tick = Assert.Single(ticks.Seen);
        Assert.False(tick.IsPastDue);
        Assert.Equal(FirstQuarter.UtcDateTime, tick.ScheduleStatus!.Next);
        Assert.Equal(SecondQuarter, host.NextWakeAt);
    }

    [Fact]
    public async Task Tick_MissedWhileTheHostWasDown_RunsOnceAtTheNextStartAndIsPastDue()
    {
        await using (await StartAsync(new VirtualClock(November), typeof(QuarterlyTimer)))
            Assert.Empty(ticks.Seen);

        await using var host = await StartAsync(new VirtualClock(SecondQuarter.AddDays(3)), typeof(QuarterlyTimer));
        await host.WhenIdleAsync();

        var tick = Assert.Single(ticks.Seen);
        Assert.True(tick.IsPastDue);
        Assert.Equal(FirstQuarter.UtcDateTime, tick.ScheduleStatus!.Next);
        Assert.Equal(new DateTimeOffset(2027, 7, 1, 6, 0, 0, TimeSpan.Zero), host.NextWakeAt);
    }

    [Fact]
    public async Task Tick_RanBeforeTheRestart_DoesNotRunAgain()
    {
        var clock = new VirtualClock(November);
        await using (var first = await StartAsync(clock, typeof(QuarterlyTimer)))
            await AdvanceAsync(first, clock, FirstQuarter);

        await using var second = await StartAsync(clock, typeof(QuarterlyTimer));
        await second.WhenIdleAsync();

        Assert.Single(ticks.Seen);
        Assert.Equal(SecondQuarter, second.NextWakeAt);
    }

    [Fact]
    public async Task Tick_TheFunctionFails_RunsAgainOnlyAtTheNextTick()
    {
        ticks.Failure = new InvalidOperationException("no campaign today");
        var clock = new VirtualClock(November);
        await using (var host = await StartAsync(clock, typeof(QuarterlyTimer)))
        {
            await AdvanceAsync(host, clock, FirstQuarter);
            await AdvanceAsync(host, clock, SecondQuarter.AddSeconds(-1));
            Assert.Single(ticks.Seen);
        }

        await using var restarted = await StartAsync(clock, typeof(QuarterlyTimer));
        await restarted.WhenIdleAsync();
        Assert.Single(ticks.Seen);
        await AdvanceAsync(restarted, clock, SecondQuarter);
        Assert.Equal(2, ticks.Seen.Count);
    }

    [Fact]
    public async Task Tick_ScheduleChangedWhileDown_IsPlannedAnew()
    {
        await using (await StartAsync(new VirtualClock(November), typeof(QuarterlyTimer)))
            Assert.Empty(ticks.Seen);

        await using var host = await StartAsync(new VirtualClock(FirstQuarter.AddDays(1)), typeof(QuarterlyTimer), "0 30 7 * * *");
        await host.WhenIdleAsync();

        Assert.Empty(ticks.Seen);
        Assert.Equal(new DateTimeOffset(2027, 1, 2, 7, 30, 0, TimeSpan.Zero), host.NextWakeAt);
    }

    [Fact]
    public async Task Tick_ClockJumpsOverMany_IsMadeUpForOnce()
    {
        var clock = new VirtualClock(November);
        await using var host = await StartAsync(clock, typeof(QuarterlyTimer), "0 0 * * * *");

        clock.Advance(TimeSpan.FromHours(10));
        await host.WhenIdleAsync();

        Assert.InRange(ticks.Seen.Count, 1, 10);
        Assert.Equal(November.AddHours(11), host.NextWakeAt);
    }

    [Fact]
    public async Task Start_WithoutMonitorButRunOnStartup_RunsAtEveryStart()
    {
        await using (var first = await StartAsync(new VirtualClock(November), typeof(StartupTimer)))
            await first.WhenIdleAsync();
        await using (var second = await StartAsync(new VirtualClock(SecondQuarter), typeof(StartupTimer)))
            await second.WhenIdleAsync();

        Assert.Equal(2, ticks.Seen.Count);
        Assert.All(ticks.Seen, tick => Assert.False(tick.IsPastDue));
        Assert.All(ticks.Seen, tick => Assert.Null(tick.ScheduleStatus));
    }

    [Fact]
    public async Task Request_WhileTheClockStandsStill_IsServed()
    {
        await using var host = await StartAsync(new VirtualClock(November), typeof(QuarterlyTimer));
        using var http = new HttpClient();

        using var response = await http.GetAsync(host.BaseUri);

        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task Start_FunctionDisabled_HasNoTimer()
    {
        await using var host = await LocalHost.StartAsync(Options(new VirtualClock(November), typeof(QuarterlyTimer), "0 0 * * * *") with
        {
            Configuration = new Dictionary<string, string?>(HostFixture.Settings) { ["AzureWebJobs.Quarterly.Disabled"] = "true" },
        });

        Assert.Null(host.NextWakeAt);
    }

    [Theory]
    [InlineData(null, "Sample:Schedule: missing")]
    [InlineData("0 6 1 1,4,7,10 *", "no NCRONTAB expression of six fields")]
    [InlineData("nonsense", "no NCRONTAB expression of six fields")]
    public async Task Start_ScheduleMissingOrWrong_IsAConfigurationMistake(string? schedule, string expected)
    {
        var mistake = await Assert.ThrowsAsync<LocalConfigurationException>(() =>
            StartAsync(new VirtualClock(November), typeof(QuarterlyTimer), schedule)
        );

        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
    }

    private static async Task AdvanceAsync(LocalHost host, VirtualClock clock, DateTimeOffset target)
    {
        while (host.NextWakeAt is { } next && next <= target)
        {
            clock.AdvanceTo(next);
            await host.WhenIdleAsync();
        }

        clock.AdvanceTo(target);
        await host.WhenIdleAsync();
    }

    private Task<LocalHost> StartAsync(VirtualClock clock, Type functions, string? schedule = "0 0 6 1 1,4,7,10 *") =>
        LocalHost.StartAsync(Options(clock, functions, schedule));

    private LocalHostOptions Options(VirtualClock clock, Type functions, string? schedule) => new()
    {
        ConnectionString = database.ConnectionString,
        TimeProvider = clock,
        FunctionClasses = [functions],
        Configuration = new Dictionary<string, string?>(HostFixture.Settings) { ["Sample__Schedule"] = schedule },
        ConfigureServices = services => services.AddSingleton(ticks),
    };

    private sealed class TickRecorder
    {
        public List<TimerInfo> Seen { get; } = [];

        public Exception? Failure { get; set; }

        public void Record(TimerInfo timer)
        {
            Seen.Add(timer);
            if (Failure is { } failure)
                throw failure;
        }
    }

    private sealed class QuarterlyTimer(TickRecorder ticks)
    {
        [Function("Quarterly")]
        public async Task RunAsync([TimerTrigger("%Sample:Schedule%")] TimerInfo timer, CancellationToken cancellation)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            ticks.Record(timer);
        }
    }

    private sealed class StartupTimer(TickRecorder ticks)
    {
        [Function("AtStartup")]
        public void Run([TimerTrigger("0 0 6 1 1,4,7,10 *", UseMonitor = false, RunOnStartup = true)] TimerInfo timer) =>
            ticks.Record(timer);
    }
}
