using System.Diagnostics;
using OAuthAttest.Local.Time;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable;

/// <summary>Grouped commits, bounded memory and long campaigns.</summary>
public sealed class EngineScaleTests : EngineTest
{
    [Fact]
    public async Task Commits_ManyAtOnce_ShareTransactions()
    {
        await StartEngineAsync(AddWaiting);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => StartAsync("Waiting", id: $"group-{number}")));

        var (groups, commits) = Engine.Written;
        Assert.Equal(500, commits);
        Assert.InRange(groups, 1, 250);
    }

    [Fact]
    public async Task Residents_MoreThanFit_AreDroppedAndReadAgain()
    {
        await StartEngineAsync(
            tasks => tasks.AddOrchestrator<int, int>("Main", async (context, number) =>
            {
                await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                return number + await context.WaitForExternalEvent<int>("Add");
            }),
            options => options with { ResidentInstances = 20 });
        await Task.WhenAll(Enumerable.Range(0, 400).Select(number => StartAsync("Main", number, $"many-{number}")));
        await Engine.WhenIdleAsync(Cancellation);
        await Host.PassAsync(TimeSpan.FromDays(1));

        await Task.WhenAll(Enumerable.Range(0, 400).Select(number => Client.RaiseEventAsync($"many-{number}", "Add", 1000, Cancellation)));

        for (var number = 0; number < 400; number++)
        {
            Assert.Equal(number + 1000, (await CompletionAsync($"many-{number}")).ReadOutputAs<int>());
        }

        await StartAsync("Main", 0, "one-more");
        await Engine.WhenIdleAsync(Cancellation);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (Engine.ResidentInstances > 40)
        {
            await look.WaitForNextTickAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Campaign_FourteenDays_TakesSecondsOfVirtualTime()
    {
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<int, int>("Remind", day => Task.FromResult(day));
            tasks.AddOrchestrator<int, int>("User", async (context, _) =>
            {
                var reminders = 0;
                for (var day = 1; day <= 14; day++)
                {
                    try
                    {
                        return await context.WaitForExternalEvent<int>("Answered", TimeSpan.FromDays(1));
                    }
                    catch (OperationCanceledException)
                    {
                        reminders += await context.CallActivityAsync<int>("Remind", 1);
                    }
                }

                return reminders;
            });
            tasks.AddOrchestrator<int, int>("Campaign", async (context, users) =>
                (await Task.WhenAll(Enumerable.Range(0, users).Select(user => context.CallSubOrchestratorAsync<int>("User", user)))).Sum());
        });
        var before = Host.Clock.GetUtcNow();
        var id = await StartAsync("Campaign", 20);
        var stopwatch = Stopwatch.StartNew();

        var driver = new VirtualTimeDriver(Host.Clock, Engine.WhenIdleAsync);
        var ended = await driver.RunUntilAsync(async c => (await Client.GetInstanceAsync(id, c))!.IsCompleted, Cancellation);

        Assert.True(ended);
        Assert.Equal(20 * 14, (await CompletionAsync(id)).ReadOutputAs<int>());
        Assert.Equal(before.AddDays(14), Host.Clock.GetUtcNow());
        Assert.InRange(stopwatch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Activities_MoreThanAllowed_WaitForTheirTurn()
    {
        var (running, most) = (0, 0);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartEngineAsync(
            tasks =>
            {
                tasks.AddActivity<int, int>("Work", async _ =>
                {
                    var now = Interlocked.Increment(ref running);
                    InterlockedMax(ref most, now);
                    if (now == 3)
                    {
                        full.TrySetResult();
                    }

                    await full.Task;
                    Interlocked.Decrement(ref running);
                    return 1;
                });
                tasks.AddOrchestrator<int, int>("Main", async (context, count) =>
                    (await Task.WhenAll(Enumerable.Range(0, count).Select(n => context.CallActivityAsync<int>("Work", n)))).Sum());
            },
            options => options with { MaxConcurrentActivities = 3 });

        Assert.Equal(30, (await CompletionAsync(await StartAsync("Main", 30))).ReadOutputAs<int>());
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Payload_Large_ComesBackWhole()
    {
        var large = new string('ä', 300_000) + "🔑\"\\\n";
        await StartEngineAsync(tasks =>
        {
            tasks.AddActivity<string, string>("Echo", Task.FromResult);
            tasks.AddOrchestrator<string, string>("Main", (context, input) => context.CallActivityAsync<string>("Echo", input));
        });

        Assert.Equal(large, (await CompletionAsync(await StartAsync("Main", large))).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Commit_TheDatabaseRefusesOne_TheOthersAreWritten()
    {
        await StartEngineAsync(AddWaiting);

        var good = Enumerable.Range(0, 50).Select(number => StartAsync("Waiting", id: $"good-{number}"));
        var bad = Assert.ThrowsAnyAsync<Exception>(() => StartAsync("no text holds \0", id: "bad"));
        await Task.WhenAll([.. good, bad]);

        Assert.Null(await Client.GetInstanceAsync("bad", Cancellation));
        Assert.Equal(50, (await Host.Database.ReadAsync("select id from durable.instances")).Count);
        await StartAsync("Waiting", id: "after");
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
