using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>What people do to instances: rewind and suspend them.</summary>
public sealed class InterventionTests : EngineTest
{
    [Fact]
    public async Task Rewind_FailedActivity_CallsItAgain()
    {
        var healthy = false;
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("Flaky", _ => healthy ? Task.FromResult("mended") : throw new TimeoutException("down"));
            tasks.AddOrchestrator<string?, string>("Child", (context, _) => context.CallActivityAsync<string>("Flaky"));
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
                await context.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions(instanceId: "rewound-child")));
        });
        var id = await StartAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await CompletionAsync(id)).RuntimeStatus);
        healthy = true;

        await Client.RewindInstanceAsync(id, "the service is back", Cancellation);

        Assert.Equal("mended", (await CompletionAsync(id)).ReadOutputAs<string>());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.RewindInstanceAsync(id, "again", Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Client.RewindInstanceAsync("nobody", "again", Cancellation));
    }

    [Fact]
    public async Task Rewind_OneOfTwoActivitiesFailedEarlier_CallsOnlyThatOneAgain()
    {
        var (healthy, calls) = (false, 0);
        var (called, slow) = (new TaskCompletionSource(), new TaskCompletionSource());
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("Flaky", _ => healthy ? Task.FromResult("mended") : throw new TimeoutException("down"));
            tasks.AddActivity<string?, string>("Slow", async _ =>
            {
                Interlocked.Increment(ref calls);
                called.TrySetResult();
                await slow.Task;
                return "slow";
            });
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                var other = context.CallActivityAsync<string>("Slow");
                return await context.CallActivityAsync<string>("Flaky") + " " + await other;
            });
        });
        var id = await StartAsync("Main");
        await called.Task.WaitAsync(Cancellation);
        slow.SetResult();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await CompletionAsync(id)).RuntimeStatus);
        healthy = true;

        await Client.RewindInstanceAsync(id, "the service is back", Cancellation);

        Assert.Equal("mended slow", (await CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Rewind_TheOrchestratorsOwnFailure_RunsItAgain()
    {
        var healthy = false;
        await StartEngineAsync(tasks =>
        {
            AddWaiting(tasks);
            tasks.AddActivity<string?, string>("Step", _ => Task.FromResult("done"));
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                var done = await context.CallActivityAsync<string>("Step");
                if (!healthy)
                {
                    throw new InvalidOperationException("a mistake in the code");
                }

                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                return done;
            });
        });
        var id = await StartAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await CompletionAsync(id)).RuntimeStatus);
        healthy = true;

        await Client.RewindInstanceAsync(id, "deployed", Cancellation);
        await Engine.WhenIdleAsync(Cancellation);
        await Host.RestartAsync();
        await Host.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal("done", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Rewind_TheOrchestratorsOwnFailureAfterAStepsThatWasCaught_KeepsWhatWasDoneSince()
    {
        var (healthy, calls) = (false, 0);
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string?, string>("Flaky", _ => throw new TimeoutException("down"));
            tasks.AddActivity<string?, int>("Count", _ => Task.FromResult(Interlocked.Increment(ref calls)));
            tasks.AddOrchestrator<string?, int>("Main", async (context, _) =>
            {
                try
                {
                    await context.CallActivityAsync<string>("Flaky");
                }
                catch (TaskFailedException)
                {
                    await context.CallActivityAsync<int>("Count");
                }

                var count = await context.CallActivityAsync<int>("Count");
                return healthy ? count : throw new InvalidOperationException("a mistake in the code");
            });
        });
        var id = await StartAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await CompletionAsync(id)).RuntimeStatus);
        healthy = true;

        await Client.RewindInstanceAsync(id, "deployed", Cancellation);

        Assert.Equal(2, (await CompletionAsync(id)).ReadOutputAs<int>());
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Suspend_TogetherWithTheLastStep_LosesNothingThatTheOrchestratorSends()
    {
        await StartEngineAsync(tasks =>
        {
            AddWaiting(tasks);
            tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
            {
                await context.WaitForExternalEvent<string>("Go");
                context.SendEvent("receiver", "Go", "sent");
                return "done";
            });
        });
        await StartAsync("Waiting", id: "receiver");
        await Client.ScheduleNewOrchestrationInstanceAsync(
            "Main", null, new StartOrchestrationOptions("sender", Host.Clock.GetUtcNow().AddHours(1)), Cancellation);
        await Client.RaiseEventAsync("sender", "Go", "x", Cancellation);
        await Client.SuspendInstanceAsync("sender", "in the same turn", Cancellation);

        await Host.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal("sent", (await CompletionAsync("receiver")).ReadOutputAs<string>());
        Assert.Equal("done", (await CompletionAsync("sender")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Suspend_TimerFallsDue_IsHeldUntilResumed()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return "woke";
        }));
        var id = await StartAsync("Main");
        await Client.SuspendInstanceAsync(id, "pause", Cancellation);
        await Host.PassAsync(TimeSpan.FromDays(2));

        Assert.Null(Engine.NextWakeAt);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await Client.GetInstanceAsync(id, Cancellation))!.RuntimeStatus);
        await Client.ResumeInstanceAsync(id, "on", Cancellation);

        Assert.Equal("woke", (await CompletionAsync(id)).ReadOutputAs<string>());
    }
}
