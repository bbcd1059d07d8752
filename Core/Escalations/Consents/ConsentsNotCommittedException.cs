namespace OAuthAttest.Escalations.Consents;

/// <summary>
/// A delivery was not committed: the database cannot be reached, or the queue is full. The sender can safely repeat it: nothing is
/// lost and nothing is stored twice.
/// </summary>
public sealed class ConsentsNotCommittedException(string message, Exception? inner = null) : Exception(message, inner);
