namespace OAuthAttest.Slack;

/// <summary>The thread of replies to one message.</summary>
/// <param name="Channel">The C…, G… or D… id.</param>
/// <param name="Timestamp">The <c>ts</c> of the parent message.</param>
public sealed record SlackThread(string Channel, string Timestamp);
