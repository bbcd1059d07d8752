using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable.Semantics;

public abstract class SubOrchestrationSemantics<TEngine> : DurableTest<TEngine>
    where TEngine : IDurableHostFactory, new()
{
    [Fact]
    public async Task CallSubOrchestrator_Ends_GivesItsResult()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddOrchestrator<int, int>("Child", (_, number) => Task.FromResult(number + 1));
            tasks.AddOrchestrator<int, int[]>("Main", (context, count) =>
                Task.WhenAll(Enumerable.Range(0, count).Select(number => context.CallSubOrchestratorAsync<int>("Child", number))));
        });

        Assert.Equal(Enumerable.Range(1, 10), await RunAsync<int[]>("Main", 10));
    }

    [Fact]
    public async Task CallSubOrchestrator_ChosenId_RunsUnderItAndKnowsItsParent()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddOrchestrator<string?, string>("Child", (context, _) =>
                Task.FromResult($"{context.InstanceId} of {context.Parent?.InstanceId}")
            );
            tasks.AddOrchestrator<string?, string>("Main", (context, _) =>
                context.CallSubOrchestratorAsync<string>(
                    "Child",
                    options: new SubOrchestrationOptions(instanceId: context.InstanceId + "-child")
                )
            );
        });

        var parent = await StartAsync("Main", id: "family");

        Assert.Equal("family-child of family", (await CompletionAsync(parent)).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await CompletionAsync("family-child")).RuntimeStatus);
    }

    [Fact]
    public async Task CallSubOrchestrator_Fails_ReachesTheParentAsTaskFailure()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddOrchestrator<string?, string>("Child", (_, _) => throw new InvalidOperationException("child broke"));
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                try
                {
                    return await context.CallSubOrchestratorAsync<string>("Child");
                }
                catch (TaskFailedException failed)
                {
                    return $"{failed.TaskName}: {failed.FailureDetails.ErrorMessage}";
                }
            });
        });

        Assert.Equal("Child: child broke", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CallSubOrchestrator_SameIdAgainAfterItEnded_RunsAgain()
    {
        var runs = 0;
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, int>("Count", _ => Task.FromResult(Interlocked.Increment(ref runs)));
            tasks.AddOrchestrator<string?, int>("Child", (context, _) => context.CallActivityAsync<int>("Count"));
            tasks.AddOrchestrator<string?, int[]>("Main", async (context, _) =>
            {
                var options = new SubOrchestrationOptions(instanceId: "the-same-child");
                var first = await context.CallSubOrchestratorAsync<int>("Child", options: options);
                return [first, await context.CallSubOrchestratorAsync<int>("Child", options: options)];
            });
        });

        int[] expected = [1, 2];
        Assert.Equal(expected, await RunAsync<int[]>("Main"));
    }
}
