namespace OAuthAttest.Local.Durable.Replay;

/// <summary>The orchestrator did something else than its history records. The message names both.</summary>
internal sealed class NonDeterministicOrchestrationException(string message) : Exception(message);
