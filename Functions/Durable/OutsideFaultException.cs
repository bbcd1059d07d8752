namespace OAuthAttest.Functions.Durable;

/// <summary>
/// The database or Slack could not be reached, or the call broke off half-way. The step is tried again. The name tells an outage from a
/// fault of our own in an orchestration's history.
/// </summary>
public sealed class OutsideFaultException(string message, Exception inner) : Exception(message, inner);
