using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Dispatch.Paging;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Escalations.Outbox;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>The page's own short path, beside the orchestration.</summary>
public sealed class PageLaneTests
{
    [Fact]
    public async Task Begin_AcceptedConsent_IsPagedWithoutAnyOrchestration()
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = await world.LetInAsync(isStarted: false);

        world.Service<PageLane>().Begin(consent.Id);
        await Until.TrueAsync(() => world.Pager.Alerts.Count == 1, "the page is sent");
        await Until.TrueAsync(
            async () => (await world.EffectsAsync()).Single(effect => effect.Kind == EffectKind.Page).State == EffectState.Done,
            "the page is recorded");

        Assert.Empty(world.Messages);
        Assert.Null(await world.Host.Client.GetInstanceAsync(EscalationKey.InstanceId(consent.Key)));
        // Nothing of it was told to an orchestration: the sweep finds what is left to do.
        await world.PassAsync(TimeSpan.FromMinutes(3));
        Assert.NotNull(world.Summary);
        Assert.Single(Assert.Single(world.Pager.Alerts).Triggers);
    }

    [Fact]
    public async Task AfterPagesAsync_WhileAPageIsLate_OnlyAFewOtherTurnsGoOn()
    {
        await using var world = await CourseWorld.StartAsync();
        var consent = await world.LetInAsync(isStarted: false);
        var clock = new StoppedClock();
        using var lane = new PageLane(
            world.Service<ConsentEvaluator>(), world.Service<PagerDutyDispatcher>(), clock, NullLogger<PageLane>.Instance);
        await using var source = NpgsqlDataSource.Create(world.ConnectionString);
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT FROM consents FOR UPDATE", connection, transaction))
            await hold.ExecuteNonQueryAsync();
        var ends = new TaskCompletionSource<int>();
        var begun = 0;

        Task<int> TurnAsync()
        {
            Interlocked.Increment(ref begun);
            return ends.Task;
        }

        // The decision waits for the held row.
        lane.Begin(consent.Id);
        var inTime = lane.AfterPagesAsync(TurnAsync, CancellationToken.None);
        clock.Pass(TimeSpan.FromSeconds(1));
        var others = Enumerable.Range(0, 3).Select(_ => lane.AfterPagesAsync(TurnAsync, CancellationToken.None)).ToList();

        Assert.Equal(1 + 2, begun);
        // The page is on its way, and all go on.
        await transaction.RollbackAsync();
        await Until.TrueAsync(() => Volatile.Read(ref begun) == 1 + 3, "the third goes on");
        ends.SetResult(1);
        await Task.WhenAll([inTime, .. others]);
        await lane.WhenPagedAsync(1, CancellationToken.None);
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
