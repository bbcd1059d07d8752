using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable.Semantics;

public abstract class LifecycleSemantics<TEngine> : DurableTest<TEngine>
    where TEngine : IDurableHostFactory, new()
{
    [Fact]
    public async Task ContinueAsNew_Repeated_EndsWithTheLastInput()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<int, int>("Increment", number => Task.FromResult(number + 1));
            tasks.AddOrchestrator<int, int>("Main", async (context, number) =>
            {
                var next = await context.CallActivityAsync<int>("Increment", number);
                if (next < 4)
                {
                    context.ContinueAsNew(next);
                }

                return next;
            });
        });

        Assert.Equal(4, await RunAsync<int>("Main", 0));
    }

    [Fact]
    public async Task ContinueAsNew_EventsNotTakenYet_AreKept()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string, string>("Main", async (context, taken) =>
        {
            var all = taken + await context.WaitForExternalEvent<string>("Letter");
            if (all.Length < 4)
            {
                context.ContinueAsNew(all);
            }

            return all;
        }));

        var id = await StartAsync("Main", "");
        foreach (var letter in "abcd")
        {
            await Client.RaiseEventAsync(id, "Letter", letter.ToString(), Cancellation);
        }

        // Each comes exactly once. Buffered events and those that arrive meanwhile have no defined order on every backend.
        Assert.Equal("abcd", string.Concat((await CompletionAsync(id)).ReadOutputAs<string>()!.Order()));
    }

    [Fact]
    public async Task Terminate_Running_EndsItWithTheGivenOutput()
    {
        await StartEngineAsync(AddWaiting);
        var id = await StartAsync("Waiting");
        await Client.WaitForInstanceStartAsync(id, Cancellation);

        await Client.TerminateInstanceAsync(id, "enough", Cancellation);

        var ended = await CompletionAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, ended.RuntimeStatus);
        Assert.Equal("enough", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspend_EventArrives_IsHeldUntilResumed()
    {
        await StartEngineAsync(AddWaiting);
        var id = await StartAsync("Waiting");
        await Client.WaitForInstanceStartAsync(id, Cancellation);

        await Client.SuspendInstanceAsync(id, "pause", Cancellation);
        await UntilAsync(id, state => state.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await Client.RaiseEventAsync(id, "Go", "held", Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await Client.GetInstanceAsync(id, Cancellation))!.RuntimeStatus);
        await Client.ResumeInstanceAsync(id, "on", Cancellation);

        var ended = await CompletionAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, ended.RuntimeStatus);
        Assert.Equal("held", ended.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Terminate_Suspended_EndsIt()
    {
        await StartEngineAsync(AddWaiting);
        var id = await StartAsync("Waiting");
        await Client.WaitForInstanceStartAsync(id, Cancellation);
        await Client.SuspendInstanceAsync(id, "pause", Cancellation);
        await UntilAsync(id, state => state.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);

        await Client.TerminateInstanceAsync(id, "enough", Cancellation);

        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await CompletionAsync(id)).RuntimeStatus);
    }

    [Fact]
    public async Task Restart_FinishedInstance_RunsAgainWithItsInput()
    {
        await StartEngineAsync(tasks =>
            tasks.AddOrchestrator<string, string>("Main", (context, input) => Task.FromResult($"{context.InstanceId} {input}"))
        );
        var id = await StartAsync("Main", "input");
        await CompletionAsync(id);

        var again = await Client.RestartAsync(id, restartWithNewInstanceId: true, Cancellation);

        Assert.NotEqual(id, again);
        Assert.Equal($"{again} input", (await CompletionAsync(again)).ReadOutputAs<string>());
    }

    private static void AddWaiting(IDurableTaskSink tasks) =>
        tasks.AddOrchestrator<string?, string>("Waiting", (context, _) => context.WaitForExternalEvent<string>("Go"));
}
