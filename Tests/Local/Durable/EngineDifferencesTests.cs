using Microsoft.DurableTask.Client;
using OAuthAttest.Tests.Local.Durable.Semantics;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>The documented differences between the two engines (docs/durable-engine.md), and what each of them does.</summary>
public abstract class EngineDifferencesTests<TEngine> : DurableTest<TEngine>
    where TEngine : IDurableHostFactory, new()
{
    protected abstract OrchestrationRuntimeStatus StepTooManyInReplay { get; }

    protected abstract OrchestrationRuntimeStatus EarlierEndInReplay { get; }

    [Fact]
    public async Task Replay_StepTooMany_EndsAsTheEngineSays()
    {
        var runs = 0;
        await StartEngineAsync(tasks =>
        {
            AddActivities(tasks);
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                var recorded = context.CallActivityAsync<string>("Recorded");
                return Interlocked.Increment(ref runs) == 1
                    ? await recorded
                    : await context.CallActivityAsync<string>("Other") + await recorded;
            });
        });

        Assert.Equal(StepTooManyInReplay, (await CompletionAsync(await StartAsync("Main"))).RuntimeStatus);
    }

    [Fact]
    public async Task Replay_EndsEarlier_EndsAsTheEngineSays()
    {
        var runs = 0;
        await StartEngineAsync(tasks =>
        {
            AddActivities(tasks);
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                var recorded = context.CallActivityAsync<string>("Recorded");
                return Interlocked.Increment(ref runs) == 1 ? await recorded : "early";
            });
        });

        Assert.Equal(EarlierEndInReplay, (await CompletionAsync(await StartAsync("Main"))).RuntimeStatus);
    }

    private static void AddActivities(IDurableTaskSink tasks)
    {
        tasks.AddActivity<string?, string>("Recorded", _ => Task.FromResult("recorded"));
        tasks.AddActivity<string?, string>("Other", _ => Task.FromResult("other"));
    }
}

public sealed class LocalDifferencesTests : EngineDifferencesTests<LocalEngine>
{
    protected override OrchestrationRuntimeStatus StepTooManyInReplay => OrchestrationRuntimeStatus.Failed;

    protected override OrchestrationRuntimeStatus EarlierEndInReplay => OrchestrationRuntimeStatus.Failed;
}

public sealed class InProcessDifferencesTests : EngineDifferencesTests<InProcessEngine>
{
    protected override OrchestrationRuntimeStatus StepTooManyInReplay => OrchestrationRuntimeStatus.Completed;

    protected override OrchestrationRuntimeStatus EarlierEndInReplay => OrchestrationRuntimeStatus.Completed;
}
