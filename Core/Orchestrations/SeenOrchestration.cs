namespace OAuthAttest.Orchestrations;

/// <summary>An orchestration as the engine tells of it.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Life">How it stands.</param>
/// <param name="UpdatedAt">When it last did something.</param>
public sealed record SeenOrchestration(string InstanceId, OrchestrationLife Life, DateTimeOffset UpdatedAt);
