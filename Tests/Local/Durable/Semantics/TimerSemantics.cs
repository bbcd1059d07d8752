using System.Globalization;
using Xunit;

namespace OAuthAttest.Tests.Local.Durable.Semantics;

public abstract class TimerSemantics<TEngine> : DurableTest<TEngine>
    where TEngine : IDurableHostFactory, new()
{
    [Fact]
    public async Task CreateTimer_TimePasses_GoesOnAfterTheDelay()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, double>("Main", async (context, _) =>
        {
            var before = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            return (context.CurrentUtcDateTime - before).TotalSeconds;
        }));

        var id = await StartAsync("Main");
        await Client.WaitForInstanceStartAsync(id, Cancellation);
        await Host.PassAsync(TimeSpan.FromSeconds(2));

        Assert.InRange((await CompletionAsync(id)).ReadOutputAs<double>(), 1, 30);
    }

    [Fact]
    public async Task CreateTimer_InThePast_GoesOnAtOnce()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            await context.CreateTimer(context.CurrentUtcDateTime.AddMinutes(-1), CancellationToken.None);
            return "on";
        }));

        Assert.Equal("on", await RunAsync<string>("Main"));
    }

    [Fact]
    public async Task CreateTimer_Cancelled_ThrowsAndHoldsNothingUp()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            using var stop = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(3), stop.Token);
            var go = context.WaitForExternalEvent<string>("Go");
            var winner = await Task.WhenAny(timer, go);
#pragma warning disable CA1849, MA0042 // CancelAsync goes through the thread pool: not durable, so not for orchestrators.
            stop.Cancel();
#pragma warning restore CA1849, MA0042
            try
            {
                await timer;
                return "fired";
            }
            catch (OperationCanceledException)
            {
                return winner == go ? "cancelled by " + await go : "wrong winner";
            }
        }));

        var id = await StartAsync("Main");
        await Client.RaiseEventAsync(id, "Go", "event", Cancellation);

        Assert.Equal("cancelled by event", (await CompletionAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CreateTimer_Several_FireInTheOrderOfTheirTimes()
    {
        await StartEngineAsync(tasks => tasks.AddOrchestrator<string?, string>("Main", async (context, _) =>
        {
            var order = new List<int>();
            async Task WaitAsync(int tenths)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(100 * tenths), CancellationToken.None);
                order.Add(tenths);
            }

            await Task.WhenAll(WaitAsync(9), WaitAsync(3), WaitAsync(6));
            return string.Join(' ', order.Select(tenths => tenths.ToString(CultureInfo.InvariantCulture)));
        }));

        var id = await StartAsync("Main");
        await Client.WaitForInstanceStartAsync(id, Cancellation);
        await Host.PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal("3 6 9", (await CompletionAsync(id)).ReadOutputAs<string>());
    }
}
