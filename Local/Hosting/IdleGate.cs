namespace OAuthAttest.Local.Hosting;

/// <summary>Counts work under way and tells when there is none.</summary>
internal sealed class IdleGate
{
    private readonly Lock gate = new();
    private TaskCompletionSource idle = Completed();
    private int running;

    public bool IsIdle
    {
        get
        {
            lock (gate)
                return running == 0;
        }
    }

    public void Enter()
    {
        lock (gate)
        {
            if (running++ == 0)
                idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Leave()
    {
        lock (gate)
        {
            if (--running == 0)
                idle.SetResult();
        }
    }

    /// <summary>Completes at a moment when nothing is under way.</summary>
    public Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            return idle.Task.WaitAsync(cancellationToken);
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }
}
