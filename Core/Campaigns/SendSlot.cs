namespace OAuthAttest.Campaigns;

/// <param name="Family">The family of Slack's methods that it was given for.</param>
/// <param name="At">Not before this.</param>
public sealed record SendSlot(string Family, DateTimeOffset At);
