namespace OAuthAttest.Orchestrations;

/// <summary>An orchestration as the engine reports it.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Life">Its status.</param>
/// <param name="UpdatedAt">When it last made progress.</param>
public sealed record SeenOrchestration(string InstanceId, OrchestrationLife Life, DateTimeOffset UpdatedAt);
