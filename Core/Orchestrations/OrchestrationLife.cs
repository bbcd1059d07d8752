namespace OAuthAttest.Orchestrations;

/// <summary>An orchestration's status, reduced to what the reconciler needs.</summary>
public enum OrchestrationLife
{
    /// <summary>It runs, waits, or is suspended.</summary>
    Alive = 1,
    Completed = 2,
    Failed = 3,
    Terminated = 4,
}
