namespace OAuthAttest.Functions.Durable;

/// <summary>
/// A refusal, by our code or by a service, that a retry cannot change: the step fails at once. Every other failure is tried again. The
/// type's name is stored in histories, and retry policies compare it: do not rename it.
/// </summary>
public sealed class PermanentRefusalException(string message, Exception inner) : Exception(message, inner);
