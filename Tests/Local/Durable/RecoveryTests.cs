using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Storage;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>Restarts, lost connections and second engines.</summary>
public sealed class RecoveryTests : EngineTest
{
    [Fact]
    public async Task Restart_WaitingForATimer_FiresIt()
    {
        await StartEngineAsync(AddSleeper);
        var id = await StartAsync("Sleeper", 14);
        await Engine.WhenIdleAsync(Cancellation);

        await Host.RestartAsync();
        // A long timer comes in pieces of three days, as in Azure.
        Assert.Equal(Host.Clock.GetUtcNow().AddDays(3), Engine.NextWakeAt);
        await Host.PassAsync(TimeSpan.FromDays(14));

        Assert.Equal("woke", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Restart_TimerFellDueMeanwhile_FiresAtOnce()
    {
        await StartEngineAsync(AddSleeper);
        var id = await StartAsync("Sleeper", 1);
        await Engine.DisposeAsync();
        Host.Clock.Advance(TimeSpan.FromDays(2));

        await Host.RestartAsync();

        Assert.Equal("woke", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Restart_EventsTakenBefore_AreReplayed()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            await context.WaitForExternalEvent<string>("A") + await context.WaitForExternalEvent<string>("B")));
        var id = await StartAsync("Main");
        await Client.RaiseEventAsync(id, "B", "b", Cancellation);

        await Host.RestartAsync();
        await Client.RaiseEventAsync(id, "A", "a", Cancellation);

        Assert.Equal("ab", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Restart_ActivityCutOff_IsCalledAgain()
    {
        var calls = 0;
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, int>("Main", (context, _) => context.CallActivityAsync<int>("Cut")));
        var called = new SemaphoreSlim(0);
        Host.Tasks.AddActivity("Cut", async (_, stopping) =>
        {
            called.Release();
            if (Interlocked.Increment(ref calls) == 1)
            {
                await Task.Delay(Timeout.Infinite, stopping);
            }

            return calls;
        });
        var id = await StartAsync("Main");
        await called.WaitAsync(Cancellation);

        await Host.RestartAsync();

        Assert.Equal(2, (await CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Restart_ActivityThatNobodyAwaited_IsCalledUntilItHasEndedOnceAndThenTheInstanceEnds()
    {
        var calls = 0;
        var called = new SemaphoreSlim(0);
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", (context, _) =>
        {
            var notAwaited = context.CallActivityAsync<object?>("Aside");
            return Task.FromResult(notAwaited.IsCompleted ? "waited" : "did not wait");
        }));
        Host.Tasks.AddActivity("Aside", async (_, stopping) =>
        {
            called.Release();
            if (Interlocked.Increment(ref calls) == 1)
            {
                await Task.Delay(Timeout.Infinite, stopping);
            }

            return null;
        });
        await StartAsync("Main", id: "hasty");
        await called.WaitAsync(Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await Client.GetInstanceAsync("hasty", Cancellation))!.RuntimeStatus);

        await Host.RestartAsync();
        await Engine.WhenIdleAsync(Cancellation);
        await Host.RestartAsync();
        await Engine.WhenIdleAsync(Cancellation);

        Assert.Equal(2, calls);
        Assert.Equal("did not wait", (await CompletionAsync("hasty")).ReadOutputAs<string>());
    }

    /// <summary>An instance may leave memory while its activity runs; the answer has it read again, with the step unanswered.</summary>
    [Fact]
    public async Task Activity_WhoseInstanceLeavesMemoryMeanwhile_IsCalledOnce()
    {
        const int Instances = 200;
        var calls = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await StartEngineAsync(
            tasks =>
            {
                tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
                {
                    for (var step = 0; step < 5; step++)
                    {
                        await context.CallActivityAsync<string>("Count", $"{context.InstanceId} {step}");
                    }

                    return "done";
                });
                tasks.AddActivity<string, string>("Count", async step =>
                {
                    calls.AddOrUpdate(step, 1, (_, before) => before + 1);
                    await Task.Delay(1);
                    return step;
                });
            },
            options => options with { ResidentInstances = 5 });

        var ids = await Task.WhenAll(Enumerable.Range(0, Instances).Select(_ => StartAsync("Main")));
        foreach (var id in ids)
        {
            await CompletionAsync(id);
        }

        Assert.Equal(Instances * 5, calls.Count);
        Assert.All(calls, call => Assert.Equal(1, call.Value));
    }

    [Fact]
    public async Task Turn_ThatTookAnActivitysAnswerCouldNotBeStored_CallsItAgainAMinuteLater()
    {
        var calls = 0;
        await StartEngineAsync(tasks =>
        {
            tasks.AddOrchestrator<string?, int>("Main", async (context, _) =>
            {
                await context.WaitForExternalEvent<string>("Go");
                var timer = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                var count = await context.CallActivityAsync<int>("Count");
                await timer;
                return count;
            });
            tasks.AddActivity<string?, int>("Count", _ => Task.FromResult(Interlocked.Increment(ref calls)));
        });
        var id = await StartAsync("Main");
        await Host.Database.ExecuteAsync("alter table durable.history add constraint full_up check (chunk < 2)");
        await Client.RaiseEventAsync(id, "Go", "now", Cancellation);
        await Engine.WhenIdleAsync(Cancellation);
        await Host.Database.ExecuteAsync("alter table durable.history drop constraint full_up");

        await Host.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(2, calls);
        await Host.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(2, (await CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Turn_ThatStartsASubOrchestrationCouldNotBeStored_IsTriedAgainAMinuteLater()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddOrchestrator<string?, string>("Child", (_, _) => Task.FromResult("born"));
            tasks.AddOrchestrator<string?, string>("Main", (context, _) =>
                context.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions(instanceId: "child")));
        });
        await Host.Database.ExecuteAsync("alter table durable.instances add constraint no_child check (id <> 'child')");
        var id = await StartAsync("Main");
        await Engine.WhenIdleAsync(Cancellation);
        await Host.Database.ExecuteAsync("alter table durable.instances drop constraint no_child");

        await Host.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("born", (await CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Empty(await Host.Database.ReadAsync("select row from durable.inbox"));
    }

    [Fact]
    public async Task Turn_ThatStartsADelayedInstanceCouldNotBeStored_KeepsTheEventsThatWaited()
    {
        await StartEngineAsync(AddWaiting);
        await Client.ScheduleNewOrchestrationInstanceAsync(
            "Waiting", null, new StartOrchestrationOptions("later", Host.Clock.GetUtcNow().AddHours(6)), Cancellation);
        await Client.RaiseEventAsync("later", "Go", "early", Cancellation);
        await Host.Database.ExecuteAsync("alter table durable.history add constraint no_first check (chunk > 0) not valid");
        await Host.PassAsync(TimeSpan.FromHours(6));
        await Host.Database.ExecuteAsync("alter table durable.history drop constraint no_first");

        await Host.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Equal("early", (await CompletionAsync("later")).ReadOutputAs<string>());
        Assert.Empty(await Host.Database.ReadAsync("select row from durable.inbox"));
    }

    [Fact]
    public async Task Restart_ActivityOfATerminatedInstance_IsNotCalledAgain()
    {
        var calls = 0;
        var called = new SemaphoreSlim(0);
        await StartEngineAsync(tasks =>
            tasks.AddOrchestrator<string?, int>("Main", (context, _) => context.CallActivityAsync<int>("Slow")));
        Host.Tasks.AddActivity("Slow", async (_, stopping) =>
        {
            Interlocked.Increment(ref calls);
            called.Release();
            await Task.Delay(Timeout.Infinite, stopping);
            return 0;
        });
        await StartAsync("Main", id: "ended");
        await called.WaitAsync(Cancellation);
        await Client.TerminateInstanceAsync("ended", "over", Cancellation);

        await Host.RestartAsync();
        await Engine.WhenIdleAsync(Cancellation);

        Assert.Equal(1, calls);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await CompletionAsync("ended")).RuntimeStatus);
    }

    [Fact]
    public async Task Restart_WhileParentAndChildrenAreUnderWay_LosesNothing()
    {
        await StartEngineAsync(tasks =>
        {
            AddWaiting(tasks);
            tasks.AddOrchestrator<int, int>("Main", async (context, count) =>
                (await Task.WhenAll(Enumerable.Range(0, count).Select(n => context.CallSubOrchestratorAsync<string>(
                    "Waiting", options: new SubOrchestrationOptions(instanceId: $"child-{n}"))))).Length);
        });
        var id = await StartAsync("Main", 20);
        await Host.RestartAsync();
        await Engine.WhenIdleAsync(Cancellation);
        for (var child = 0; child < 20; child++)
        {
            await Client.RaiseEventAsync($"child-{child}", "Go", "x", Cancellation);
            if (child == 10)
            {
                await Host.RestartAsync();
            }
        }

        Assert.Equal(20, (await CompletionAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Start_DatabaseIsOwned_FailsAndNamesTheOwner()
    {
        await StartEngineAsync(AddWaiting);
        var impatient = Host.Options with { OwnershipTimeout = TimeSpan.FromMilliseconds(100) };

        var refused = await Assert.ThrowsAsync<OwnershipLostException>(
            () => DurableEngine.StartAsync(impatient, Host.Tasks, NullLoggerFactory.Instance, Cancellation));

        Assert.Contains("Another durable engine owns this database", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        await StartAsync("Waiting");
    }

    [Fact]
    public async Task Connection_Lost_IsMadeAgainAndNothingIsLost()
    {
        await StartEngineAsync(AddWaiting);
        var ids = new ConcurrentBag<string>();
        for (var round = 0; round < 5; round++)
        {
            var starts = Enumerable.Range(0, 20).Select(async _ => ids.Add(await StartAsync("Waiting")));
            await Task.WhenAll(starts.Append(CutConnectionsAsync()));
        }

        await Task.WhenAll(ids.Select(id => Client.RaiseEventAsync(id, "Go", id, Cancellation)));

        foreach (var id in ids)
        {
            Assert.Equal(id, (await CompletionAsync(id)).ReadOutputAs<string>());
        }
    }

    [Fact]
    public async Task Connection_LostAndTheDatabaseTakenOver_StopsTheEngine()
    {
        await StartEngineAsync(AddWaiting);
        await StartAsync("Waiting", id: "before");
        await using (var connection = await Host.Database.Source.OpenConnectionAsync(Cancellation))
        await using (var command = new NpgsqlCommand("update durable.owner set epoch = epoch + 1", connection))
        {
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        await CutConnectionsAsync();

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => StartAsync("Waiting", id: "after"));
        await Assert.ThrowsAsync<OwnershipLostException>(() => Engine.Failure.WaitAsync(Cancellation));
        Assert.Null(await Client.GetInstanceAsync("after", Cancellation));
    }

    private static void AddSleeper(Semantics.IDurableTaskSink tasks) =>
        tasks.AddOrchestrator<int, string>("Sleeper", async (context, days) =>
        {
            await context.CreateTimer(TimeSpan.FromDays(days), CancellationToken.None);
            return "woke";
        });

    private async Task CutConnectionsAsync()
    {
        await using var connection = new NpgsqlConnection(Host.Database.ConnectionString);
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity "
                + "where datname = current_database() and application_name like 'OAuthAttest durable%'",
            connection);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
