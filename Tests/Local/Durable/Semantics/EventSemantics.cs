using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable.Semantics;

public abstract class EventSemantics<TEngine> : DurableTest<TEngine>
    where TEngine : IDurableHostFactory, new()
{
    [Fact]
    public async Task RaiseEvent_BeforeItIsAwaited_IsKept()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            var first = await context.WaitForExternalEvent<string>("Go");
            return first + " " + await context.WaitForExternalEvent<string>("Data");
        }));

        var id = await StartAsync("Main");
        await Client.RaiseEventAsync(id, "Data", "early", Cancellation);
        await Client.RaiseEventAsync(id, "Go", "go", Cancellation);

        Assert.Equal("go early", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RaiseEvent_SeveralBeforeTheirWaits_AreGivenInOrder()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            await context.WaitForExternalEvent<string>("Go");
            var first = await context.WaitForExternalEvent<int>("Number");
            var second = await context.WaitForExternalEvent<int>("Number");
            var third = await context.WaitForExternalEvent<int>("Number");
            return $"{first} {second} {third}";
        }));

        var id = await StartAsync("Main");
        for (var number = 1; number <= 3; number++)
        {
            await Client.RaiseEventAsync(id, "Number", number, Cancellation);
        }

        await Client.RaiseEventAsync(id, "Go", "go", Cancellation);

        Assert.Equal("1 2 3", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_OneAfterTheOther_GetTheirEventsInOrder()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            var first = await context.WaitForExternalEvent<string>("Answer");
            context.SetCustomStatus("one");
            return first + " " + await context.WaitForExternalEvent<string>("Answer");
        }));

        var id = await StartAsync("Main");
        await Client.RaiseEventAsync(id, "Answer", "a", Cancellation);
        await UntilStatusAsync(id, "one");
        await Client.RaiseEventAsync(id, "Answer", "b", Cancellation);

        Assert.Equal("a b", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_TwoOpenWaitsOnOneName_EachGetOneEvent()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string[]>("Main", async (context, _) =>
            await Task.WhenAll(context.WaitForExternalEvent<string>("Answer"), context.WaitForExternalEvent<string>("Answer"))));

        var id = await StartAsync("Main");
        await Client.RaiseEventAsync(id, "Answer", "a", Cancellation);
        await Client.RaiseEventAsync(id, "Answer", "b", Cancellation);

        Assert.Equal(["a", "b"], (await CompletionAsync(id)).ReadOutputAs<string[]>()!.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RaiseEvent_NameInOtherCase_ReachesTheWait()
    {
        await StartEngineAsync(tasks =>
            tasks.AddOrchestrator<string?, string>("Main", (context, _) => context.WaitForExternalEvent<string>("Answer"))
        );

        var id = await StartAsync("Main");
        await Client.RaiseEventAsync(id, "ANSWER", "yes", Cancellation);

        Assert.Equal("yes", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RaiseEvent_UnknownInstance_IsDiscarded()
    {
        await StartEngineAsync(tasks =>
            tasks.AddOrchestrator<string?, string>("Main", (context, _) => context.WaitForExternalEvent<string>("Answer"))
        );

        await Client.RaiseEventAsync("nobody", "Answer", "lost", Cancellation);

        Assert.Null(await Client.GetInstanceAsync("nobody", Cancellation));
    }

    [Fact]
    public async Task RaiseEvent_FinishedInstance_ChangesNothing()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", (_, _) => Task.FromResult("done")));
        var id = await StartAsync("Main");
        await CompletionAsync(id);

        await Client.RaiseEventAsync(id, "Answer", "late", Cancellation);

        var state = await Client.GetInstanceAsync(id, getInputsAndOutputs: true, Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, state!.RuntimeStatus);
        Assert.Equal("done", state.ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_TimesOut_IsCancelled()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("Answer", TimeSpan.FromSeconds(1));
            }
            catch (OperationCanceledException)
            {
                return "silence";
            }
        }));

        var id = await StartAsync("Main");
        await Client.WaitForInstanceStartAsync(id, Cancellation);
        await Host.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal("silence", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_AnsweredBeforeTheTimeout_EndsWithoutWaitingForIt()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", (context, _) =>
            context.WaitForExternalEvent<string>("Answer", TimeSpan.FromDays(14))));

        var id = await StartAsync("Main");
        await Client.RaiseEventAsync(id, "Answer", "in time", Cancellation);

        Assert.Equal("in time", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task RaiseEvent_AfterAWaitTimedOut_IsKeptForTheNext()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("Answer", TimeSpan.FromMilliseconds(100));
            }
            catch (OperationCanceledException)
            {
                context.SetCustomStatus("timed out");
            }

            return await NextAnswerAsync(context);
        }));

        var id = await StartAsync("Main");
        await Client.WaitForInstanceStartAsync(id, Cancellation);
        await Host.PassAsync(TimeSpan.FromSeconds(1));
        await UntilStatusAsync(id, "timed out");

        Assert.Equal("kept", await AnswerThenGoAsync(id));
    }

    [Fact]
    public async Task RaiseEvent_AfterAWaitWasCancelled_IsKeptForTheNext()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            using var stop = new CancellationTokenSource();
            var cancelled = context.WaitForExternalEvent<string>("Answer", stop.Token);
#pragma warning disable CA1849, MA0042 // CancelAsync goes through the thread pool: not durable, so not for orchestrators.
            stop.Cancel();
#pragma warning restore CA1849, MA0042
            context.SetCustomStatus("cancelled");
            return cancelled.IsCanceled ? await NextAnswerAsync(context) : "not cancelled";
        }));

        var id = await StartAsync("Main");
        await UntilStatusAsync(id, "cancelled");

        Assert.Equal("kept", await AnswerThenGoAsync(id));
    }

    [Fact]
    public async Task SendEvent_ToAnotherInstance_ArrivesThere()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddOrchestrator<string?, string>("Receiver", (context, _) => context.WaitForExternalEvent<string>("Note"));
            tasks.AddOrchestrator<string, string>("Sender", (context, target) =>
            {
                context.SendEvent(target, "Note", "hello");
                return Task.FromResult("sent");
            });
        });

        var receiver = await StartAsync("Receiver");
        await Client.WaitForInstanceStartAsync(receiver, Cancellation);
        await RunAsync<string>("Sender", receiver);

        Assert.Equal("hello", (await CompletionAsync(receiver)).ReadOutputAs<string>());
    }

    /// <summary>The payload of the buffered Answer event; of Enough when no Answer was buffered.</summary>
    private static async Task<string> NextAnswerAsync(TaskOrchestrationContext context)
    {
        await context.WaitForExternalEvent<string>("Go");
        var answer = context.WaitForExternalEvent<string>("Answer");
        var enough = context.WaitForExternalEvent<string>("Enough");
        return await await Task.WhenAny(answer, enough);
    }

    private async Task<string?> AnswerThenGoAsync(string id)
    {
        await Client.RaiseEventAsync(id, "Answer", "kept", Cancellation);
        await Client.RaiseEventAsync(id, "Go", "go", Cancellation);
        await Client.RaiseEventAsync(id, "Enough", "lost", Cancellation);
        return (await CompletionAsync(id)).ReadOutputAs<string>();
    }
}
