namespace OAuthAttest.Identity.Access.Pacing;

/// <summary>
/// Limits calls to a number in any window of a given length, as providers limit one app in one tenant. Callers wait for their turn.
/// </summary>
/// <param name="clock">Real time, even where other clocks are simulated, because the provider uses its own clock.</param>
internal sealed class RequestPace(int most, TimeSpan window, TimeProvider clock) : IRequestPace, IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Queue<long> starts = new();

    public async Task WaitAsync(CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation);
        try
        {
            if (starts.Count == most)
            {
                var rest = window - clock.GetElapsedTime(starts.Dequeue());
                if (rest > TimeSpan.Zero)
                    await Task.Delay(rest, clock, cancellation);
            }
            starts.Enqueue(clock.GetTimestamp());
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Nothing: only this process calls, and whoever was throttled waits for as long as was asked for.</summary>
    public Task HoldBackAsync(TimeSpan wait, CancellationToken cancellation) => Task.CompletedTask;

    public void Dispose() => turn.Dispose();
}
