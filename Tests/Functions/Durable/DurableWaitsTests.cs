using OAuthAttest.Functions.Durable;
using OAuthAttest.Local.Durable.History;
using OAuthAttest.Tests.Local.Durable;
using Xunit;

namespace OAuthAttest.Tests.Functions.Durable;

/// <summary>Waits of orchestrators on an engine whose timers fire as early as those of Azure Storage.</summary>
public sealed class DurableWaitsTests : EngineTest
{
    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(86_400, 86_400)]
    [InlineData(0.875, 2)]
    [InlineData(1.01, 3)]
    [InlineData(59.9, 61)]
    public void Whole_OfAWait_IsWholeSecondsAndAtLeastOne(double wait, double expected) =>
        Assert.Equal(expected, DurableWaits.Whole(TimeSpan.FromSeconds(wait), isRest: false).TotalSeconds);

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(3600)]
    public async Task Wait_TimersFireASecondEarly_LastsToItsEndWithTwoTimersAtMost(double seconds)
    {
        await StartEngineAsync(
            tasks =>
            {
                tasks.AddOrchestrator<double, bool>("Plain", async (context, wait) =>
                {
                    var until = context.Now().AddSeconds(wait);
                    await context.WaitUntilAsync(until);
                    return context.Now() >= until;
                });
                tasks.AddOrchestrator<double, bool>("WakeUps", async (context, wait) =>
                {
                    using var wakeUps = new WakeUps(context);
                    var until = context.Now().AddSeconds(wait);
                    return !await wakeUps.WaitAsync(until) && context.Now() >= until;
                });
            },
            options => options with { TimerGrain = TimeSpan.FromSeconds(1) });
        foreach (var orchestrator in (string[])["Plain", "WakeUps"])
        {
            var id = await StartAsync(orchestrator, seconds);
            await Host.PassAsync(TimeSpan.FromSeconds(seconds + 3));

            Assert.True((await CompletionAsync(id)).ReadOutputAs<bool>());
            Assert.InRange(HistorySize.Of((await Engine.GetHistoryAsync(id))!).Timers, 1, 2);
        }
    }

    [Fact]
    public async Task KeptTimer_WhileEventsCome_IsOneTimer()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<int, int>("Kept", async (context, events) =>
        {
            using var wakeUps = new WakeUps(context, keepsTimers: true);
            var until = context.Now().AddDays(1);
            var woken = 0;
            while (await wakeUps.WaitAsync(until))
                woken++;
            return woken;
        }));
        var id = await StartAsync("Kept", 3);
        for (var i = 0; i < 3; i++)
        {
            await Engine.WhenIdleAsync(Cancellation);
            await Client.RaiseWakeUpAsync(id, Cancellation);
        }
        await Host.PassAsync(TimeSpan.FromDays(1));

        Assert.Equal(3, (await CompletionAsync(id)).ReadOutputAs<int>());
        Assert.Equal(1, HistorySize.Of((await Engine.GetHistoryAsync(id))!).Timers);
    }

    [Fact]
    public void Timers_OfOrchestrators_AreMadeInOnePlace() =>
        Assert.Equal(
            [Path.Combine("Functions", "Durable", "DurableWaits.cs")],
            from file in RepositoryFiles.Sources("Functions")
            where File.ReadAllText(file).Contains("CreateTimer(", StringComparison.Ordinal)
            select Path.GetRelativePath(RepositoryFiles.Root, file)
        );
}
