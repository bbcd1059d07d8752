namespace OAuthAttest.Campaigns;

/// <param name="Family">The family of Slack methods that the slot was reserved for.</param>
/// <param name="At">The earliest time of the call.</param>
public sealed record SendSlot(string Family, DateTimeOffset At);
