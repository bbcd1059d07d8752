namespace OAuthAttest.Campaigns.Messages;

/// <summary>Tells somebody that apps they answered for can do more now, so that their answers are void and asked again.</summary>
/// <param name="Campaign">Its campaign.</param>
/// <param name="OpenCount">Grants without an answer, the voided ones included.</param>
/// <param name="ClosesAt">The cut-off.</param>
/// <param name="OriginalLink">The permalink of the question; null when Slack gave none.</param>
public sealed record ScopesGrewView(CampaignKey Campaign, int OpenCount, DateTimeOffset ClosesAt, Uri? OriginalLink);
