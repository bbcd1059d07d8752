namespace OAuthAttest.Slack;

/// <summary>The replies below one message.</summary>
/// <param name="Channel">The C…, G… or D… id.</param>
/// <param name="Timestamp">The <c>ts</c> of the message above.</param>
public sealed record SlackThread(string Channel, string Timestamp);
