namespace OAuthAttest.Orchestrations;

/// <summary>How an orchestration stands, as far as it matters to who compares it with the tables.</summary>
public enum OrchestrationLife
{
    /// <summary>It runs, waits, or is held by somebody.</summary>
    Alive = 1,
    Completed = 2,
    Failed = 3,
    Terminated = 4,
}
