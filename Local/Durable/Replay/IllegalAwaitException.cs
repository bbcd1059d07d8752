namespace OAuthAttest.Local.Durable.Replay;

/// <summary>The orchestrator awaits something that only durable tasks can replay.</summary>
internal sealed class IllegalAwaitException(string message) : Exception(message);
