namespace OAuthAttest.Local.Durable.Replay;

/// <summary>The orchestrator awaits something other than a durable task, which cannot be replayed.</summary>
internal sealed class IllegalAwaitException(string message) : Exception(message);
