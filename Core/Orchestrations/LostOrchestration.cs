namespace OAuthAttest.Orchestrations;

/// <summary>An orchestration that should live by the tables and does not: it failed, was terminated, or is missing.</summary>
/// <param name="InstanceId">Its id.</param>
/// <param name="Kind">What it carries.</param>
/// <param name="Campaign">The key of the campaign that it belongs to; null: it belongs to none.</param>
public sealed record LostOrchestration(string InstanceId, OrchestrationKind Kind, string? Campaign);
