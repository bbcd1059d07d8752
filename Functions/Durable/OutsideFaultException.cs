namespace OAuthAttest.Functions.Durable;

/// <summary>
/// Something outside was not there: the database or Slack could not be reached, or gave up half-way. Worth another try; every
/// other exception is a fault of ours and fails the step at once.
/// </summary>
public sealed class OutsideFaultException(string message, Exception inner) : Exception(message, inner);
