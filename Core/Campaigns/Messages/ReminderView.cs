namespace OAuthAttest.Campaigns.Messages;

/// <summary>A reminder to a participant with open grants, or to the delegate; it links the message with the buttons.</summary>
/// <param name="Campaign">Its campaign.</param>
/// <param name="OpenCount">Grants without an answer.</param>
/// <param name="ClosesAt">The cut-off.</param>
/// <param name="Silence">What happens to grants that stay unanswered.</param>
/// <param name="OriginalLink">The permalink of the question; null when Slack gave none.</param>
/// <param name="OnBehalfOf">The person in whose place the reader was asked; null when it is about the reader's own grants.</param>
public sealed record ReminderView(
    CampaignKey Campaign,
    int OpenCount,
    DateTimeOffset ClosesAt,
    SilencePolicy Silence,
    Uri? OriginalLink,
    string? OnBehalfOf = null
);
