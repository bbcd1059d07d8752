using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Simulators;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>Runs that are cut into steps, die, and meet each other.</summary>
public sealed class SyncRunTests
{
    [Fact]
    public async Task Run_InStepsOfOneCall_AsksForNothingTwiceAndIsWhole()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        await world.SyncAsync();
        var once = world.Graph.Calls.ToDictionary();

        var run = await world.SyncAsync(step: TimeSpan.Zero);

        Assert.Equal((RunState.Succeeded, 15, 0), (run.State, run.Grants, run.GrantsChanged));
        Assert.Equal(once.ToDictionary(each => each.Key, each => each.Value * 2), world.Graph.Calls.ToDictionary());
    }

    [Fact]
    public async Task Run_CutOffInEveryCall_GoesOnFromWhatIsKept()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        var run = await world.BeginAsync();
        var died = 0;
        // The worker dies with every second call, before it has written what it read.
        for (var call = 0; call < 40; call++)
        {
            using var death = new CancellationTokenSource();
            var calls = 0;
            world.Graph.OnCall = (_, moment) =>
            {
                if (moment == CallMoment.Accepted && ++calls == 2)
                    death.Cancel();
                return Task.CompletedTask;
            };
            try
            {
                await world.Sync.AdvanceAsync(run.Id, cancellation: death.Token);
            }
            catch (OperationCanceledException)
            {
                died++;
                continue;
            }
            break;
        }
        world.Graph.OnCall = null;

        var ended = await world.FinishAsync(run);

        Assert.True(died > 5, "it died on the way");
        Assert.Equal((RunState.Succeeded, 15, 15), (ended.State, ended.Grants, ended.GrantsAdded));
    }

    [Fact]
    public async Task Run_WhoseMergeWasNotRecorded_MergesAgainAndChangesNothing()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        var run = await world.BeginAsync();
        await world.Sync.AdvanceAsync(run.Id);
        await world.ExecuteAsync("CREATE TABLE copied AS SELECT * FROM inventory_answers");
        Assert.Equal(RunState.Succeeded, (await world.FinishAsync(run)).State);
        var before = await world.PictureAsync();
        // As if the process had died between the import's commit and the run's.
        await world.ExecuteAsync(
            "INSERT INTO inventory_answers SELECT * FROM copied; UPDATE inventory_runs SET state = 'Running', ended_at = NULL");

        var again = await world.FinishAsync(run);

        Assert.Equal((RunState.Succeeded, 0, 0, 0), (again.State, again.GrantsAdded, again.GrantsChanged, again.GrantsVanished));
        Assert.Equal(before, await world.PictureAsync());
    }

    [Fact]
    public async Task Run_WhoseAnswersWereLostBeforeTheMerge_ReadsThemAgain()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        await world.SyncAsync();
        var run = await world.BeginAsync();
        await world.Sync.AdvanceAsync(run.Id);
        Assert.True((await world.RunAsync(run.Id)).IsRead);
        await world.ExecuteAsync("TRUNCATE inventory_answers");

        var ended = await world.FinishAsync(run);

        Assert.Equal((RunState.Succeeded, 15, 0), (ended.State, ended.Grants, ended.GrantsVanished));
        Assert.Null((await world.SourceAsync()).LastFailedAt);
    }

    [Fact]
    public async Task Begin_WhileAnotherRuns_WaitsAndThenFindsItFresh()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        var first = await world.BeginAsync();

        var second = await world.Sync.BeginAsync(new BeginSync("entra", "campaign", "second", TimeSpan.FromHours(6)), default);

        Assert.Equal((null, true), (second.RunId, second.AgainAt > world.Clock.GetUtcNow()));
        await world.FinishAsync(first);
        var third = await world.Sync.BeginAsync(new BeginSync("entra", "campaign", "second", TimeSpan.FromHours(6)), default);
        Assert.Equal(new BegunSync(null), third);
        var same = await world.Sync.BeginAsync(new BeginSync("entra", "test", "test-1"), default);
        Assert.Equal(first.Id, same.RunId);
    }

    [Fact]
    public async Task Begin_AfterARunWhoseProcessDied_FailsItAndStartsAnew()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        var dead = await world.BeginAsync();
        await world.Sync.AdvanceAsync(dead.Id, TimeSpan.Zero);
        world.Clock.Advance(InventoryRuns.Lease + TimeSpan.FromMinutes(1));

        var next = await world.SyncAsync();

        Assert.Equal(RunState.Succeeded, next.State);
        var failed = await world.RunAsync(dead.Id);
        Assert.Equal(RunState.Failed, failed.State);
        Assert.Contains("ended before the reading did", failed.Error, StringComparison.Ordinal);
        Assert.Equal((true, null), ((await world.Sync.AdvanceAsync(dead.Id)).IsOver, (await world.SourceAsync()).LastFailure));
    }

    [Fact]
    public async Task Run_ThatTakesTooLong_Fails()
    {
        await using var world = await SyncWorld.StartAsync(settings: new() { ["Sync:MaxDuration"] = "01:00:00" });
        world.Fill();
        var run = await world.BeginAsync();
        await world.Sync.AdvanceAsync(run.Id, TimeSpan.Zero);
        world.Clock.Advance(TimeSpan.FromMinutes(61));

        var ended = await world.FinishAsync(run);

        Assert.Equal(RunState.Failed, ended.State);
        Assert.Contains("within 01:00:00", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_TwoWorkersWithOneStep_EndsWholeOnce()
    {
        await using var world = await SyncWorld.StartAsync();
        world.Fill();
        var run = await world.BeginAsync();

        await Task.WhenAll(
            world.Sync.AdvanceAsync(run.Id),
            world.Sync.AdvanceAsync(run.Id)
        );
        var ended = await world.FinishAsync(run);

        Assert.Equal((RunState.Succeeded, 15, 15), (ended.State, ended.Grants, ended.GrantsAdded));
    }
}
