namespace OAuthAttest.Campaigns.Messages;

/// <summary>Tells the lead that a campaign was due and did not open, because the inventory is not fit to ask about.</summary>
/// <param name="Campaign">The campaign that did not open.</param>
/// <param name="Problems">One line a source.</param>
public sealed record StartBlockedView(CampaignKey Campaign, IReadOnlyList<string> Problems);
