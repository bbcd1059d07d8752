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
        "'Recorded', but the current orchestration replay instead scheduled an activity task named 'Other'",
        context => context.CallActivityAsync<string>(Replayed ? "Other" : "Recorded"));

    [Fact]
    public async Task Replay_TimerInsteadOfActivity_NamesBothSteps() => await ExpectAsync(
        "'Recorded', but the current orchestration replay instead produced a CreateTimerOrchestratorAction",
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
        "sequence ID 0 and name 'Recorded' (version ''), but the current replay execution hasn't (yet?) scheduled this task",
        async context => Replayed ? await context.WaitForExternalEvent<string>("Go") : await context.CallActivityAsync<string>("Recorded"));

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
