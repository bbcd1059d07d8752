namespace OAuthAttest.Local.Durable.Tasks;

/// <summary>Counts running work and signals when there is none.</summary>
internal sealed class IdleGate
{
    private readonly Lock gate = new();
    private long busy;
    private TaskCompletionSource? idle;

    public void Enter() => Interlocked.Increment(ref busy);

    public void Exit()
    {
        if (Interlocked.Decrement(ref busy) > 0)
        {
            return;
        }

        lock (gate)
        {
            if (Interlocked.Read(ref busy) == 0)
            {
                idle?.TrySetResult();
                idle = null;
            }
        }
    }

    public Task WhenIdleAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            if (Interlocked.Read(ref busy) == 0)
            {
                return Task.CompletedTask;
            }

            idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // The last one may have left between the check above and here.
            if (Interlocked.Read(ref busy) == 0)
            {
                idle.TrySetResult();
            }

            return idle.Task.WaitAsync(cancellation);
        }
    }
}
