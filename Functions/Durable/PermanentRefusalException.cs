namespace OAuthAttest.Functions.Durable;

/// <summary>
/// A decision, ours or a service's, that another try cannot change: the step fails at once. Every other failure is tried again. The
/// name stands in histories: it is what a retry policy looks for.
/// </summary>
public sealed class PermanentRefusalException(string message, Exception inner) : Exception(message, inner);
