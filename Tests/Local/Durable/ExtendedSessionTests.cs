using Microsoft.DurableTask.Client;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>Orchestrators that are kept between turns: how many, and what ends that.</summary>
public sealed class ExtendedSessionTests : EngineTest
{
    private int starts;

    [Fact]
    public async Task Turns_OfAKeptOrchestrator_DoNotStartItAgain()
    {
        await StartAsync(sessions: 10);
        var id = await StartAsync("Counting");
        for (var letter = 0; letter < 5; letter++)
        {
            await Client.RaiseEventAsync(id, "Letter", "x", Cancellation);
        }

        Assert.Equal("xxxxx", (await CompletionAsync(id)).ReadOutputAs<string>());
        Assert.Equal(1, starts);
    }

    [Fact]
    public async Task Turns_BeyondTheBound_ReplayAndGoOn()
    {
        await StartAsync(sessions: 2);
        var ids = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add(await StartAsync("Counting"));
            await Engine.WhenIdleAsync(Cancellation);
        }

        for (var letter = 0; letter < 5; letter++)
        {
            foreach (var id in ids)
            {
                await Client.RaiseEventAsync(id, "Letter", "x", Cancellation);
            }
        }

        foreach (var id in ids)
        {
            Assert.Equal("xxxxx", (await CompletionAsync(id)).ReadOutputAs<string>());
        }

        // In turn, so that none of them is among the last two when its next letter comes, until some have ended.
        Assert.InRange(starts, 5 * 5, 5 * 6);
    }

    [Fact]
    public async Task Turns_AfterTheInstanceLeftMemory_ReplayAndGoOn()
    {
        await StartAsync(sessions: 10, resident: 1);
        var first = await StartAsync("Counting");
        await Client.RaiseEventAsync(first, "Letter", "a", Cancellation);
        for (var number = 0; number < 20; number++)
        {
            await StartAsync("Counting");
        }

        await Engine.WhenIdleAsync(Cancellation);
        foreach (var letter in (string[])["b", "c", "d", "e"])
        {
            await Client.RaiseEventAsync(first, "Letter", letter, Cancellation);
        }

        Assert.Equal("abcde", (await CompletionAsync(first)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Start_UnderTheIdOfOneThatWasKept_BeginsAnew()
    {
        await StartAsync(sessions: 10);
        foreach (var word in (string[])["one", "two"])
        {
            await StartAsync("Counting", id: "same");
            await Client.RaiseEventAsync("same", "Letter", word, Cancellation);
            await Client.TerminateInstanceAsync("same", word, Cancellation);
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await CompletionAsync("same")).RuntimeStatus);
        }

        await StartAsync("Counting", id: "same");
        for (var letter = 0; letter < 5; letter++)
        {
            await Client.RaiseEventAsync("same", "Letter", "y", Cancellation);
        }

        Assert.Equal("yyyyy", (await CompletionAsync("same")).ReadOutputAs<string>());
        Assert.Equal(3, starts);
    }

    [Fact]
    public async Task Turn_ThatCouldNotBeStored_IsNotSeenByTheNext()
    {
        await StartAsync(sessions: 10);
        var id = await StartAsync("Counting");
        await Client.RaiseEventAsync(id, "Letter", "a", Cancellation);
        await Host.Database.ExecuteAsync("alter table durable.history add constraint full_up check (chunk < 2)");
        await Assert.ThrowsAnyAsync<Exception>(() => Client.RaiseEventAsync(id, "Letter", "lost", Cancellation));
        await Host.Database.ExecuteAsync("alter table durable.history drop constraint full_up");

        foreach (var letter in (string[])["b", "c", "d", "e"])
        {
            await Client.RaiseEventAsync(id, "Letter", letter, Cancellation);
        }

        Assert.Equal("abcde", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    private Task StartAsync(int sessions, int resident = 2_000) => StartEngineAsync(
        tasks => tasks.AddOrchestrator<string?, string>("Counting", async (context, _) =>
        {
            Interlocked.Increment(ref starts);
            var all = "";
            while (all.Length < 5)
            {
                all += await context.WaitForExternalEvent<string>("Letter");
            }

            return all;
        }),
        options => options with { ExtendedSessions = sessions, ResidentInstances = resident });
}
