using OAuthAttest.Local.Simulators;

namespace OAuthAttest.Tests.Crash;

/// <summary>
/// Kills the host at the steps of a plan, and starts it again. What is at such a step at the same time dies in one kill: a step waits a
/// moment for others, and which of them come in time decides nothing but the number of kills.
/// </summary>
/// <param name="host">Started by the first call.</param>
/// <param name="plan">Where it is killed.</param>
/// <param name="gate">Where commits stop.</param>
/// <param name="passTime">Lets the time pass after which the host's unfinished work counts as lost.</param>
internal sealed class HostKiller(HostProcess host, KillPlan plan, CommitGate gate, Func<Task> passTime) : IAsyncDisposable
{
    private static readonly TimeSpan Joining = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Lock turn = new();
    private readonly CancellationTokenSource over = new();
    private readonly List<string> steps = [];
    private TaskCompletionSource? killed;
    private Task killing = Task.CompletedTask;
    private Task watching = Task.CompletedTask;
    private bool isDown;

    /// <summary>The steps that it was killed at.</summary>
    public IReadOnlyList<string> Steps
    {
        get
        {
            lock (turn)
                return [.. steps];
        }
    }

    public int Kills { get; private set; }

    public async Task StartAsync()
    {
        host.Start();
        watching = WatchCommitsAsync();
        await WhenAsync(async () => await host.GetAsync("api/health") is { IsSuccessStatusCode: true }, "the host is healthy");
    }

    /// <summary>Called at each step: ends after the host was killed, if it is to be.</summary>
    /// <exception cref="IOException">Before a call: its caller is gone, so it never comes to anything.</exception>
    public async Task OnStepAsync(string step, CallMoment moment)
    {
        Task? kill = null;
        lock (turn)
        {
            if (!isDown)
            {
                if (!plan.Take(step))
                    return;
                steps.Add(step);
                if (killed is null)
                {
                    killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    killing = KillAsync();
                }
                kill = killed.Task;
            }
        }
        if (kill is not null)
            await kill;
        if (moment == CallMoment.Received)
            throw new IOException("The caller is gone.");
    }

    /// <summary>Waits while the host is killed and started.</summary>
    public async Task WhenAsync(Func<Task<bool>> condition, string what)
    {
        // As long as it is killed at new steps, it goes on.
        for (var before = -1; ;)
        {
            try
            {
                await Until.TrueAsync(
                    async () =>
                    {
                        if (killing.IsFaulted)
                            await killing;
                        if (watching.IsFaulted)
                            await watching;
                        return await condition();
                    },
                    what,
                    Patience);
                return;
            }
            catch (TimeoutException) when (Kills > before)
            {
                before = Kills;
            }
            catch (TimeoutException late)
            {
                throw new TimeoutException($"{late.Message}; killed at\n{string.Join('\n', Steps)}\n{host.Log}", late);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await killing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    private async Task KillAsync()
    {
        await Task.Delay(Joining);
        lock (turn)
            isDown = true;
        await host.KillAsync();
        await gate.LetGoAsync();
        Kills++;
        killed!.SetResult();
        await passTime();
        lock (turn)
            (isDown, killed) = (false, null);
        host.Start();
    }

    private async Task WatchCommitsAsync()
    {
        using var look = new PeriodicTimer(BetweenLooks);
        try
        {
            while (await look.WaitForNextTickAsync(over.Token))
            {
                var waiting = await gate.WaitingAsync();
                foreach (var step in waiting)
                    _ = OnStepAsync(step, CallMoment.Accepted);
                bool isKilling;
                lock (turn)
                    isKilling = killed is not null;
                // It was killed there before, or is not to be.
                if (waiting.Count > 0 && !isKilling)
                    await gate.LetGoAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
