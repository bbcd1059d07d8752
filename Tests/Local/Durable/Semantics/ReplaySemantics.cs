using System.Collections.Concurrent;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable.Semantics;

public abstract class ReplaySemantics<TEngine> : DurableTest<TEngine>
    where TEngine : IDurableHostFactory, new()
{
    [Fact]
    public async Task Replay_ClockAndGuid_GiveTheSameValuesEachTime()
    {
        var seen = new ConcurrentBag<(Guid Guid, DateTime Time)>();
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<int, int>("Double", number => Task.FromResult(number * 2));
            tasks.AddOrchestrator<int, string>("Main", async (context, start) =>
            {
                var (guid, time) = (context.NewGuid(), context.CurrentUtcDateTime);
                seen.Add((guid, time));
                var twice = await context.CallActivityAsync<int>("Double", start);
                var again = await context.CallActivityAsync<int>("Double", twice);
                return $"{again} {guid} {time.Ticks}";
            });
        });

        var result = await RunAsync<string>("Main", 5);

        var (guid, time) = Assert.Single(seen.Distinct());
        Assert.Equal($"20 {guid} {time.Ticks}", result);
        Assert.True(seen.Count >= 2, "The orchestrator was never replayed.");
    }

    [Fact]
    public async Task NewGuid_CalledTwice_GivesTwoIds()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, bool>("Main", (context, _) =>
            Task.FromResult(context.NewGuid() == context.NewGuid())));

        Assert.False(await RunAsync<bool>("Main"));
    }

    [Fact]
    public async Task IsReplaying_CodeAfterTheLastAnswer_IsFalseExactlyOnce()
    {
        var replaying = new ConcurrentQueue<bool>();
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("Step", _ => Task.FromResult("done"));
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                await context.CallActivityAsync<string>("Step");
                replaying.Enqueue(context.IsReplaying);
                return await context.CallActivityAsync<string>("Step");
            });
        });

        await RunAsync<string>("Main");

        Assert.Equal(1, replaying.Count(isReplay => !isReplay));
        Assert.Contains(true, replaying);
    }

    [Fact]
    public async Task Orchestrator_CallsAnotherActivityInReplay_FailsAndNamesTheStep()
    {
        var runs = 0;
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("RecordedActivity", _ => Task.FromResult("recorded"));
            tasks.AddActivity<string?, string>("OtherActivity", _ => Task.FromResult("other"));
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
                await context.CallActivityAsync<string>(Interlocked.Increment(ref runs) == 1 ? "RecordedActivity" : "OtherActivity"));
        });

        var ended = await CompletionAsync(await StartAsync("Main"));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("NonDeterministic", ended.FailureDetails!.ErrorType, StringComparison.Ordinal);
        Assert.Contains("RecordedActivity", ended.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    /// <summary>Neither engine finds these two: a test of the histories that were recorded does (GoldenHistoryTests).</summary>
    [Theory]
    [InlineData("a step too many")]
    [InlineData("an earlier end")]
    public async Task Orchestrator_DoesOtherThingsInReplayThatNoRecordedStepContradicts_Completes(string other)
    {
        var runs = 0;
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("RecordedActivity", _ => Task.FromResult("recorded"));
            tasks.AddActivity<string?, string>("OtherActivity", _ => Task.FromResult("other"));
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                var recorded = context.CallActivityAsync<string>("RecordedActivity");
                if (Interlocked.Increment(ref runs) == 1)
                    return await recorded;
                return other == "an earlier end" ? "early" : await context.CallActivityAsync<string>("OtherActivity") + await recorded;
            });
        });

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await CompletionAsync(await StartAsync("Main"))).RuntimeStatus);
    }

    [Fact]
    public async Task CustomStatus_SetInSteps_IsSeenWhileRunningAndAtTheEnd()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            context.SetCustomStatus("waiting");
            await context.WaitForExternalEvent<string>("Go");
            context.SetCustomStatus("went");
            return "done";
        }));

        var id = await StartAsync("Main");
        await UntilStatusAsync(id, "waiting");
        await Client.RaiseEventAsync(id, "Go", "now", Cancellation);

        Assert.Equal("went", (await CompletionAsync(id)).ReadCustomStatusAs<string>());
    }

    [Fact]
    public async Task Context_InsideAnInstance_KnowsItsNameIdAndInput()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string, string>("Main", (context, input) =>
            Task.FromResult($"{context.Name} {context.InstanceId} {input} {context.Parent is null}")));

        var id = await StartAsync("Main", "hello", "chosen-id");

        Assert.Equal("chosen-id", id);
        Assert.Equal("Main chosen-id hello True", (await CompletionAsync(id)).ReadOutputAs<string>());
    }
}
