namespace OAuthAttest.Orchestrations;

/// <summary>An orchestration that should run according to the tables but does not: it failed, was terminated, or is missing.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Campaign">The key of the campaign that it belongs to; null: it belongs to none.</param>
public sealed record LostOrchestration(string InstanceId, OrchestrationKind Kind, string? Campaign);
