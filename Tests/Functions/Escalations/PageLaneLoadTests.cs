using Microsoft.Extensions.Logging;
using OAuthAttest.Escalations.Dispatch.Paging;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Tests.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>The page's short path while much goes on: what it waits for, what it holds up, and what it does not.</summary>
public sealed class PageLaneLoadTests
{
    private const string OfConsents = "SELECT FROM consents FOR UPDATE";
    private const int NotDecided = 3343;

    [Fact]
    public async Task Begin_MoreThanDecideAtOnce_AllArePaged()
    {
        const int many = 20;
        await using var world = await CourseWorld.StartAsync();
        using var lane = Lane(world);
        for (var i = 0; i < many; i++)
            lane.Begin((await world.LetInAsync(client: $"client-{i}", isStarted: false)).Id);

        await Until.TrueAsync(() => world.Pager.Alerts.Count == many, "all are paged");
    }

    [Fact]
    public async Task WhenPaged_WhileTheCallIsUnderWay_WaitsForItsEnd()
    {
        await using var world = await CourseWorld.StartAsync();
        using var lane = Lane(world);
        var answered = HoldThePager(world);
        lane.Begin((await world.LetInAsync(isStarted: false)).Id);
        await Until.TrueAsync(() => answered.Calls == 1, "PagerDuty is called");
        var incident = await world.IncidentAsync();

        var paged = lane.WhenPagedAsync(incident.Id, CancellationToken.None);
        var pagedInTime = lane.WhenPagedAsync(incident.Id, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.False(paged.IsCompleted);
        Assert.False(pagedInTime.IsCompleted);
        answered.Release();
        await Task.WhenAll(paged, pagedInTime);
        Assert.Single(world.Pager.Alerts);
        Assert.NotNull((await world.IncidentAsync()).PagedAt);
    }

    [Fact]
    public async Task AfterPagesAsync_PageThatIsCalledAlready_HoldsNobodyUp()
    {
        await using var world = await CourseWorld.StartAsync();
        var clock = new StoppedClock();
        using var lane = Lane(world, clock);
        var answered = HoldThePager(world);
        lane.Begin((await world.LetInAsync(isStarted: false)).Id);
        await Until.TrueAsync(() => answered.Calls == 1, "PagerDuty is called");

        clock.Pass(TimeSpan.FromSeconds(1));

        var turns = new Turns(lane, 4);
        Assert.Equal(4, turns.Begun);
        answered.Release();
        await turns.EndAsync();
        await lane.WhenPagedAsync((await world.IncidentAsync()).Id, CancellationToken.None);
    }

    [Fact]
    public async Task AfterPagesAsync_DecisionThatFailed_HoldsNobodyUp()
    {
        await using var world = await CourseWorld.StartAsync();
        var clock = new StoppedClock();
        using var lane = Lane(world, clock);
        lane.Begin(consentId: 4711);
        clock.Pass(TimeSpan.FromSeconds(1));

        var turns = new Turns(lane, 4);

        await Until.TrueAsync(() => turns.Begun == 4, "all go on");
        await turns.EndAsync();
    }

    [Fact]
    public async Task AfterPagesAsync_PageThatIsLateForLong_HoldsNobodyUpForEver()
    {
        await using var world = await CourseWorld.StartAsync();
        var clock = new StoppedClock();
        using var lane = Lane(world, clock);
        var consent = await world.LetInAsync(isStarted: false);
        var held = await HeldLock.TakeAsync(world.Database.Source, OfConsents);
        lane.Begin(consent.Id);
        clock.Pass(TimeSpan.FromSeconds(1));
        var turns = new Turns(lane, 3);
        Assert.Equal(2, turns.Begun);

        clock.Pass(TimeSpan.FromSeconds(20));

        await Until.TrueAsync(() => turns.Begun == 3, "the third goes on though the page is still late");
        await turns.EndAsync();
        await held.DisposeAsync();
        await Until.TrueAsync(() => world.Pager.Alerts.Count == 1, "the page is sent");
    }

    [Fact]
    public async Task Dispose_DecisionUnderWay_IsGivenUpAndLeftToItsOrchestration()
    {
        await using var world = await CourseWorld.StartAsync();
        using var log = new EventLog();
        var lane = Lane(world, log: log);
        var consent = await world.LetInAsync(isStarted: false);
        await using (await HeldLock.TakeAsync(world.Database.Source, OfConsents))
        {
            lane.Begin(consent.Id);
            await Until.TrueAsync(async () => await HeldLock.WaitersAsync(world.Database.Source) == 1, "the decision waits");
            lane.Dispose();
            await Until.TrueAsync(() => log.Of(NotDecided).Count == 1, "it is given up");
        }
        lane.Begin(consent.Id);

        Assert.Empty(world.Pager.Alerts);
        await world.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Single(world.Pager.Alerts);
        // Cut off, and not by the lock's own limit; and what comes after is not even tried.
        Assert.Contains("CanceledException", Assert.Single(log.Of(NotDecided)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Begin_MoreThanMayBeUnderWay_IsLeftToItsOrchestration()
    {
        const int most = 1000;
        const int places = 8;
        await using var world = await CourseWorld.StartAsync();
        using var log = new EventLog();
        using var lane = Lane(world, log: log);
        var consents = new List<long>();
        for (var i = 0; i <= places; i++)
            consents.Add((await world.LetInAsync(client: $"client-{i}", isStarted: false)).Id);
        await using (await HeldLock.TakeAsync(world.Database.Source, OfConsents))
        {
            consents[..places].ForEach(lane.Begin);
            await Until.TrueAsync(async () => await HeldLock.WaitersAsync(world.Database.Source) == places, "all places are taken");
            for (var i = places; i < most; i++)
                lane.Begin(consentId: 1_000_000 + i);
            lane.Begin(consents[places]);
            lane.Dispose();
            await Until.TrueAsync(() => log.Of(NotDecided).Count >= most, "all are given up");
        }

        await world.PassAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(most, log.Of(NotDecided).Count);
        Assert.Equal(places + 1, world.Pager.Alerts.Count);
    }

    [Fact]
    public async Task DecideAsync_WhileTheDecisionIsUnderWay_IsThatDecision()
    {
        await using var world = await CourseWorld.StartAsync();
        using var lane = Lane(world);
        var consent = await world.LetInAsync(isStarted: false);
        List<Task<ConsentEvaluation>> asked = [];
        await using (await HeldLock.TakeAsync(world.Database.Source, OfConsents))
        {
            lane.Begin(consent.Id);
            for (var i = 0; i < 2; i++)
                asked.Add(lane.DecideAsync(consent.Id, CancellationToken.None));
        }

        var evaluations = await Task.WhenAll(asked);

        Assert.True(evaluations[0].OpensIncident);
        Assert.Same(evaluations[0], evaluations[1]);
        await Until.TrueAsync(() => world.Pager.Alerts.Count == 1, "it is paged");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_UnderWayInOneProcess_IsNotBegunInAnother(bool isAccepted)
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = await world.LetInAsync(isStarted: false);
        using var lane = Lane(world);
        using var other = Lane(world);
        var answered = HoldThePager(world);
        lane.Begin(consent.Id);
        await Until.TrueAsync(() => answered.Calls == 1, "PagerDuty is called");

        if (isAccepted)
            other.Begin(consent.Id);
        var evaluation = await other.DecideAsync(consent.Id, CancellationToken.None);

        Assert.True(evaluation.OpensIncident);
        var ended = other.WhenPagedAsync(evaluation.IncidentId!.Value, CancellationToken.None);
        await Until.TrueAsync(() => ended.IsCompleted || answered.Calls > 1, "the other has paged too, or does not");
        answered.Release();
        await Task.WhenAll(ended, lane.WhenPagedAsync(evaluation.IncidentId.Value, CancellationToken.None));
        Assert.Single(Assert.Single(world.Pager.Alerts).Triggers);
    }

    private static PageLane Lane(CourseWorld world, TimeProvider? clock = null, EventLog? log = null) =>
        new(
            world.Service<ConsentEvaluator>(),
            world.Service<PagerDutyDispatcher>(),
            clock ?? world.Clock,
            new LoggerFactory([log ?? new EventLog()]).CreateLogger<PageLane>());

    /// <summary>PagerDuty takes the call and does not answer until it is released.</summary>
    private static HeldCall HoldThePager(CourseWorld world)
    {
        var call = new HeldCall();
        world.Pager.OnCall = (_, moment) => call.WaitAsync(moment);
        return call;
    }

    private sealed class HeldCall
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int calls;

        public int Calls => Volatile.Read(ref calls);

        public Task WaitAsync(CallMoment moment)
        {
            if (moment == CallMoment.Received)
                Interlocked.Increment(ref calls);
            return released.Task;
        }

        public void Release() => released.SetResult();
    }

    /// <summary>Turns of other channels, which begin and do not end before they are told to.</summary>
    private sealed class Turns
    {
        private readonly TaskCompletionSource<int> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<Task<int>> turns;
        private int begun;

        public Turns(PageLane lane, int count) =>
            turns = [.. Enumerable.Range(0, count).Select(_ => lane.AfterPagesAsync(TurnAsync, CancellationToken.None))];

        public int Begun => Volatile.Read(ref begun);

        public Task<int[]> EndAsync()
        {
            end.SetResult(1);
            return Task.WhenAll(turns);
        }

        private Task<int> TurnAsync()
        {
            Interlocked.Increment(ref begun);
            return end.Task;
        }
    }

    private sealed class StoppedClock : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => CourseWorld.Start;

        public override long GetTimestamp() => Interlocked.Read(ref now);

        public void Pass(TimeSpan time) => Interlocked.Add(ref now, time.Ticks);
    }
}
