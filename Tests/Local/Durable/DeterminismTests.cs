using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable;

public sealed class DeterminismTests : EngineTest
{
    private int runs;

    private bool Replayed => Interlocked.Increment(ref runs) > 1;

    [Fact]
    public async Task Replay_OtherActivity_NamesBothSteps() => await ExpectAsync(
        "history has step #0 (activity 'Recorded'), but the orchestrator now asks for step #0 (activity 'Other')",
        context => context.CallActivityAsync<string>(Replayed ? "Other" : "Recorded"));

    [Fact]
    public async Task Replay_TimerInsteadOfActivity_NamesBothSteps() => await ExpectAsync(
        "history has step #0 (activity 'Recorded'), but the orchestrator now asks for step #0 (timer)",
        async context =>
        {
            if (Replayed)
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            }

            return await context.CallActivityAsync<string>("Recorded");
        });

    [Fact]
    public async Task Replay_StepLeftOut_NamesIt() => await ExpectAsync(
        "history has step #0 (activity 'Recorded'), but the orchestrator did not ask for it",
        async context => Replayed ? await context.WaitForExternalEvent<string>("Go") : await context.CallActivityAsync<string>("Recorded"));

    [Fact]
    public async Task Replay_StepTooMany_NamesIt() => await ExpectAsync(
        "it now asks for step #1 (activity 'Other'), which history does not have at this point",
        async context =>
        {
            var recorded = context.CallActivityAsync<string>("Recorded");
            return Replayed ? await context.CallActivityAsync<string>("Other") + await recorded : await recorded;
        });

    [Fact]
    public async Task Replay_EndsEarlier_SaysWhere() => await ExpectAsync(
        "it now ends after step #0 (activity 'Recorded'), where history goes on",
        async context =>
        {
            var recorded = context.CallActivityAsync<string>("Recorded");
            return Replayed ? "early" : await recorded;
        });

    [Fact]
    public async Task Replay_OtherChildId_NamesTheStep() =>
        await ExpectAsync("step #0 (sub-orchestration 'Child')", context =>
            context.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions(instanceId: $"child-{Replayed}"))
        );

    [Fact]
    public async Task Orchestrator_AwaitsForeignTask_FailsAndSaysSo()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (_, _) =>
        {
            await new TaskCompletionSource().Task;
            return "never";
        }));

        var ended = await CompletionAsync(await StartAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("awaits a task that is not durable", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("before the first answer", ended.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestrator_ForeignTaskEndsAfterTheTurn_FailsAndNamesTheLastStep()
    {
        var foreign = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartEngineAsync(tasks =>
        {
            AddWaiting(tasks);
            tasks.AddActivity<string?, string>("Recorded", _ => Task.FromResult("recorded"));
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                var durable = context.WaitForExternalEvent<string>("Go");
                await context.CallActivityAsync<string>("Recorded");
                context.SetCustomStatus("here");
                await Task.WhenAny(durable, foreign.Task);
                return "went on";
            });
        });

        var id = await StartAsync("Main");
        await Engine.WhenIdleAsync(Cancellation);
        foreign.SetResult();
        var ended = await CompletionAsync(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("not durable", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("TaskCompleted of step #0", ended.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    private async Task ExpectAsync(string message, Func<TaskOrchestrationContext, Task<string>> orchestrator)
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("Recorded", _ => Task.FromResult("recorded"));
            tasks.AddActivity<string?, string>("Other", _ => Task.FromResult("other"));
            tasks.AddOrchestrator<string?, string>("Child", (_, _) => Task.FromResult("child"));
            tasks.AddOrchestrator<string?, string>("Main", (context, _) => orchestrator(context));
        });

        var ended = await CompletionAsync(await StartAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains(message, ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }
}
