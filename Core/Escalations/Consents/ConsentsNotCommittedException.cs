namespace OAuthAttest.Escalations.Consents;

/// <summary>
/// A delivery was not committed: the database cannot be reached, or more waits than can be held. Nothing of it is lost if its sender
/// tries again, and nothing is doubled.
/// </summary>
public sealed class ConsentsNotCommittedException(string message, Exception? inner = null) : Exception(message, inner);
