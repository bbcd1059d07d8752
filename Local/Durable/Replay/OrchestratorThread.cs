namespace OAuthAttest.Local.Durable.Replay;

/// <summary>
/// Runs the continuations of one orchestrator one after another on the thread of its turn, in the order in which they were
/// posted. A continuation that comes from another thread belongs to a task that is not durable.
/// </summary>
internal sealed class OrchestratorThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> ready = new();
    private readonly Lock gate = new();
    private readonly int thread = Environment.CurrentManagedThreadId;
    private readonly Action onLateIntrusion;
    private bool ended;

    /// <param name="onLateIntrusion">Called at most once, when another thread tries to continue the orchestrator after its turn.</param>
    public OrchestratorThread(Action onLateIntrusion)
    {
        this.onLateIntrusion = onLateIntrusion;
    }

    /// <summary>Whether code from another thread has tried to continue the orchestrator. Final only after the end of the turn.</summary>
    public bool Intruded { get; private set; }

    /// <summary>Whether the caller runs as the orchestrator, within its turn.</summary>
    public bool IsInside => !Volatile.Read(ref ended) && Environment.CurrentManagedThreadId == thread;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsInside)
        {
            ready.Enqueue((d, state));
            return;
        }

        bool late;
        lock (gate)
        {
            late = ended && !Intruded;
            Intruded = true;
        }

        if (late)
        {
            onLateIntrusion();
        }
    }

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("An orchestrator's thread takes no synchronous calls.");

    public override SynchronizationContext CreateCopy() => this;

    public void RunReady()
    {
        while (ready.TryDequeue(out var next))
        {
            next.Callback(next.State);
        }
    }

    public void End()
    {
        lock (gate)
        {
            Volatile.Write(ref ended, true);
        }
    }
}
