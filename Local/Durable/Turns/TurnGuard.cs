namespace OAuthAttest.Local.Durable.Turns;

/// <summary>
/// Whether an orchestrator runs within its turn, on the thread of the turn. Code that continues it from elsewhere awaited something that
/// is not durable.
/// </summary>
/// <param name="onIntrusion">Called when somebody continues the orchestrator from elsewhere.</param>
internal sealed class TurnGuard(Action onIntrusion)
{
    private const int Nobody = -1;
    private int thread = Nobody;

    public void Enter() => Volatile.Write(ref thread, Environment.CurrentManagedThreadId);

    public void Leave() => Volatile.Write(ref thread, Nobody);

    /// <summary>Reports an intrusion.</summary>
    /// <returns>Whether the caller runs within the turn.</returns>
    public bool Check()
    {
        if (Volatile.Read(ref thread) == Environment.CurrentManagedThreadId)
        {
            return true;
        }

        onIntrusion();
        return false;
    }

    /// <exception cref="InvalidOperationException">The caller does not run within the turn.</exception>
    public void Require()
    {
        if (!Check())
        {
            throw new InvalidOperationException(
                "The orchestration context was used outside the orchestrator's own thread: an orchestrator may only await its context's "
                    + "tasks, without ConfigureAwait(false).");
        }
    }
}
