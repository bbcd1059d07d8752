namespace OAuthAttest.Campaigns.Messages;

/// <summary>Notifies the lead that a campaign was due and did not open, because sources of the inventory are stale.</summary>
/// <param name="Campaign">The campaign that did not open.</param>
/// <param name="Problems">One line per source.</param>
public sealed record StartBlockedView(CampaignKey Campaign, IReadOnlyList<string> Problems);
