namespace OAuthAttest.Campaigns.Messages;

/// <summary>A reminder to somebody with open grants; it links the original question.</summary>
/// <param name="Campaign">Its campaign.</param>
/// <param name="OpenCount">Grants without an answer.</param>
/// <param name="ClosesAt">The cut-off.</param>
/// <param name="Silence">What happens to grants that stay unanswered.</param>
/// <param name="OriginalLink">The permalink of the question; null when Slack gave none.</param>
public sealed record ReminderView(CampaignKey Campaign, int OpenCount, DateTimeOffset ClosesAt, SilencePolicy Silence, Uri? OriginalLink);
