using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Local.Durable.Messages;
using Xunit;
using HistoryEventType = Microsoft.DurableTask.Protobuf.HistoryEvent.EventTypeOneofCase;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>Semantics of Azure's Durable Functions that the in-memory test host lacks, and this engine's additions.</summary>
public sealed class EngineSemanticsTests : EngineTest
{
    [Fact]
    public async Task Start_RunningId_ThrowsAndKeepsTheInstance()
    {
        await StartEngineAsync(AddWaiting);
        await StartAsync("Waiting", id: "busy");

        var refused = await Assert.ThrowsAsync<InstanceAlreadyExistsException>(() => StartAsync("Waiting", id: "busy"));

        Assert.Equal(OrchestrationRuntimeStatus.Running, refused.Status);
        await Client.RaiseEventAsync("busy", "Go", "first", Cancellation);
        Assert.Equal("first", (await CompletionAsync("busy")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Start_SameIdAtOnce_RunsExactlyOnce()
    {
        await StartEngineAsync(AddWaiting);

        var starts = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            try
            {
                await StartAsync("Waiting", id: "raced");
                return true;
            }
            catch (InstanceAlreadyExistsException)
            {
                return false;
            }
        }));

        Assert.Single(starts, won => won);
    }

    [Fact]
    public async Task Start_Later_StaysPendingAndKeepsEventsUntilThen()
    {
        await StartEngineAsync(AddWaiting);
        var at = Host.Clock.GetUtcNow().AddHours(6);
        await Client.ScheduleNewOrchestrationInstanceAsync("Waiting", null, new StartOrchestrationOptions("later", at), Cancellation);
        await Client.RaiseEventAsync("later", "Go", "early", Cancellation);

        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await Client.GetInstanceAsync("later", Cancellation))!.RuntimeStatus);
        await Host.RestartAsync();
        Assert.Equal(at, Engine.NextWakeAt);
        await Host.PassAsync(TimeSpan.FromHours(6));

        Assert.Equal("early", (await CompletionAsync("later")).ReadOutputAs<string>());
        Assert.Empty(await Host.Database.ReadAsync("select row from durable.inbox"));
    }

    [Fact]
    public async Task Terminate_Pending_DropsTheEventsThatWaited()
    {
        await StartEngineAsync(AddWaiting);
        await Client.ScheduleNewOrchestrationInstanceAsync(
            "Waiting", null, new StartOrchestrationOptions("later", Host.Clock.GetUtcNow().AddHours(6)), Cancellation);
        await Client.RaiseEventAsync("later", "Go", "early", Cancellation);

        await Client.TerminateInstanceAsync("later", "off", Cancellation);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await CompletionAsync("later")).RuntimeStatus);
        Assert.Empty(await Host.Database.ReadAsync("select row from durable.inbox"));
        Assert.Null(Engine.NextWakeAt);
    }

    [Fact]
    public async Task CallSubOrchestrator_IdIsRunning_FailsForTheSecondCaller()
    {
        await StartEngineAsync(tasks =>
        {
            AddWaiting(tasks);
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                var options = new SubOrchestrationOptions(instanceId: "shared-child");
                var first = context.CallSubOrchestratorAsync<string>("Waiting", options: options);
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Waiting", options: options);
                }
                catch (TaskFailedException failed)
                {
                    return failed.FailureDetails.IsCausedBy<InvalidOperationException>() + " " + await first;
                }
            });
        });

        var id = await StartAsync("Main");
        await Engine.WhenIdleAsync(Cancellation);
        await Client.RaiseEventAsync("shared-child", "Go", "one child", Cancellation);

        Assert.Equal("True one child", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_TwoOpenWaits_TheNewestIsServedFirst()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string[]>("Main", async (context, _) =>
            await Task.WhenAll(context.WaitForExternalEvent<string>("Answer"), context.WaitForExternalEvent<string>("Answer"))));

        var id = await StartAsync("Main");
        await Client.RaiseEventAsync(id, "Answer", "first", Cancellation);
        await Client.RaiseEventAsync(id, "Answer", "second", Cancellation);

        Assert.Equal(["second", "first"], (await CompletionAsync(id)).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task RaiseEvent_AfterAWaitHasTimedOut_IsKeptForTheNextWait()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("Answer", TimeSpan.FromDays(1));
            }
            catch (OperationCanceledException)
            {
                await context.WaitForExternalEvent<string>("Other");
                return "second wait: " + await context.WaitForExternalEvent<string>("Answer");
            }
        }));

        var id = await StartAsync("Main");
        await Host.PassAsync(TimeSpan.FromDays(2));
        await Client.RaiseEventAsync(id, "Answer", "late", Cancellation);
        await Client.RaiseEventAsync(id, "Other", "x", Cancellation);

        Assert.Equal("second wait: late", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RaiseEvent_UnknownAndFinishedInstance_SaysSo()
    {
        await StartEngineAsync(AddWaiting);
        await StartAsync("Waiting", id: "ends");

        Assert.Equal(Delivery.UnknownInstance, await Engine.RaiseEventAsync("nobody", "Go", "1", Cancellation));
        Assert.Equal(Delivery.Accepted, await Engine.RaiseEventAsync("ends", "Go", "\"1\"", Cancellation));
        Assert.Equal(Delivery.FinishedInstance, await Engine.RaiseEventAsync("ends", "Go", "1", Cancellation));
        Assert.Equal(Delivery.FinishedInstance, await Engine.TerminateAsync("ends", "late", recursive: false, Cancellation));
    }

    [Fact]
    public async Task Terminate_Recursive_EndsTheChildrenToo()
    {
        await StartEngineAsync(AddFamily);
        await StartAsync("Parent", id: "p");
        await Engine.WhenIdleAsync(Cancellation);

        await Client.TerminateInstanceAsync("p", new TerminateInstanceOptions("over", Recursive: true), Cancellation);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await CompletionAsync("p")).RuntimeStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await CompletionAsync("p-child")).RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_NotRecursive_LeavesTheChildren()
    {
        await StartEngineAsync(AddFamily);
        await StartAsync("Parent", id: "p");
        await Engine.WhenIdleAsync(Cancellation);

        await Client.TerminateInstanceAsync("p", "over", Cancellation);
        await Engine.WhenIdleAsync(Cancellation);

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await Client.GetInstanceAsync("p-child", Cancellation))!.RuntimeStatus);
    }

    [Fact]
    public async Task Terminate_Child_FailsTheParentsCall()
    {
        await StartEngineAsync(AddFamily);
        await StartAsync("Parent", id: "p");
        await Engine.WhenIdleAsync(Cancellation);

        await Client.TerminateInstanceAsync("p-child", "over", Cancellation);

        var ended = await CompletionAsync("p");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("over", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purge_Recursive_TakesTheChildrenToo()
    {
        await StartEngineAsync(AddFamily);
        await StartAsync("Parent", id: "p");
        await Engine.WhenIdleAsync(Cancellation);
        Assert.Equal(0, (await Client.PurgeInstanceAsync("p", Cancellation)).PurgedInstanceCount);
        await Client.RaiseEventAsync("p-child", "Go", "x", Cancellation);
        await CompletionAsync("p");

        Assert.Equal(
            2,
            (await Client.PurgeInstanceAsync("p", new PurgeInstanceOptions(Recursive: true), Cancellation)).PurgedInstanceCount
        );

        Assert.Empty(await Host.Database.ReadAsync("select id from durable.instances"));
        Assert.Empty(await Host.Database.ReadAsync("select instance_key from durable.history"));
    }

    [Fact]
    public async Task CreateTimer_Cancelled_FiresInVain()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            var answer = await context.WaitForExternalEvent<string>("Go", TimeSpan.FromDays(14));
            return answer + await context.WaitForExternalEvent<string>("Go");
        }));
        var id = await StartAsync("Main");
        await Engine.WhenIdleAsync(Cancellation);
        Assert.NotNull(Engine.NextWakeAt);

        await Client.RaiseEventAsync(id, "Go", "a", Cancellation);
        await Host.PassAsync(TimeSpan.FromDays(15));

        Assert.Null(Engine.NextWakeAt);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await Client.GetInstanceAsync(id, Cancellation))!.RuntimeStatus);
        await Client.RaiseEventAsync(id, "Go", "b", Cancellation);
        Assert.Equal("ab", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Orchestrator_EndsCancelled_FailsWithItsOwnException()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>(
            "Main", (context, _) => context.WaitForExternalEvent<string>("Never", TimeSpan.FromHours(1))));
        var id = await StartAsync("Main");
        await Host.PassAsync(TimeSpan.FromHours(1));

        Assert.Contains("Canceled", (await CompletionAsync(id)).FailureDetails!.ErrorType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_RunningOrUnknownInstance_Throws()
    {
        await StartEngineAsync(AddWaiting);
        await StartAsync("Waiting", id: "busy");

        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Client.RestartAsync("busy", cancellation: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Client.RestartAsync("nobody", cancellation: Cancellation));
    }

    [Fact]
    public async Task CallActivity_UnknownName_FailsWithoutRetry()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", (context, _) =>
            context.CallActivityAsync<string>("Missing", null, new TaskOptions(new RetryPolicy(5, TimeSpan.FromHours(1))))));

        var ended = await CompletionAsync(await StartAsync("Main"));

        Assert.Contains("No activity named 'Missing'", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_UnknownOrchestrator_FailsTheInstance()
    {
        await StartEngineAsync(AddWaiting);

        var ended = await CompletionAsync(await StartAsync("Missing"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("'Missing'", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@entity")]
    [InlineData("a/b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task Start_IdThatSomeProviderRefuses_Throws(string id)
    {
        await StartEngineAsync(AddWaiting);

        await Assert.ThrowsAsync<ArgumentException>(() => StartAsync("Waiting", id: id));
    }

    [Fact]
    public async Task GetHistory_WholeLife_NamesTheEventsAsDurableFunctionsDoes()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string, string>("Greet", name => Task.FromResult($"hello {name}"));
            tasks.AddOrchestrator<string, string>("Main", async (context, name) =>
            {
                var greeting = await context.CallActivityAsync<string>("Greet", name);
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return greeting + await context.WaitForExternalEvent<string>("Mark");
            });
        });
        var id = await StartAsync("Main", "Ada");
        await Host.PassAsync(TimeSpan.FromHours(1));
        await Client.RaiseEventAsync(id, "Mark", "!", Cancellation);
        await CompletionAsync(id);

        var history = (await Engine.GetHistoryAsync(id, Cancellation))!;

        Assert.Equal(
            ["ExecutionStarted", "TaskScheduled", "TaskCompleted", "TimerCreated", "TimerFired", "EventRaised", "ExecutionCompleted"],
            history.Where(e => e.Type != HistoryEventType.OrchestratorStarted).Select(e => e.Type.ToString()));
        Assert.Equal("\"hello Ada\"", history.Single(e => e.Type == HistoryEventType.TaskCompleted).Result);
        Assert.Equal("\"hello Ada!\"", history[^1].Result);
        Assert.Null(await Engine.GetHistoryAsync("nobody", Cancellation));
    }

    [Fact]
    public async Task Terminate_OutputWithCharacterZero_IsStoredWithoutIt()
    {
        await StartEngineAsync(AddWaiting);
        await StartAsync("Waiting", id: "zero");

        await Engine.TerminateAsync("zero", "a\0b", recursive: false, Cancellation);

        Assert.Equal("ab", (await CompletionAsync("zero")).SerializedOutput);
    }

    private static void AddFamily(Semantics.IDurableTaskSink tasks)
    {
        AddWaiting(tasks);
        tasks.AddOrchestrator<string?, string>("Parent", (context, _) =>
            context.CallSubOrchestratorAsync<string>(
                "Waiting",
                options: new SubOrchestrationOptions(instanceId: context.InstanceId + "-child")
            )
        );
    }
}
