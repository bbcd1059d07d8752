namespace OAuthAttest.Identity.Access;

/// <summary>At most so many requests in any window of this length: what a provider allows one app in one tenant. Waits its turn.</summary>
/// <param name="clock">Real time, also where other clocks are virtual: the provider counts by its own.</param>
internal sealed class RequestPace(int most, TimeSpan window, TimeProvider clock) : IDisposable
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

    public void Dispose() => turn.Dispose();
}
