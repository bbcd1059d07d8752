namespace OAuthAttest.Campaigns.Messages;

/// <summary>
/// Notifies a person that apps they answered for can do more now, so that the answers are void and the grants are asked again.
/// </summary>
/// <param name="Campaign">Its campaign.</param>
/// <param name="OpenCount">Grants without an answer, including those whose answer was made void.</param>
/// <param name="ClosesAt">The cut-off.</param>
/// <param name="OriginalLink">The permalink of the question; null when Slack gave none.</param>
public sealed record ScopesGrewView(CampaignKey Campaign, int OpenCount, DateTimeOffset ClosesAt, Uri? OriginalLink);
