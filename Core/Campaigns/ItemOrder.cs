namespace OAuthAttest.Campaigns;

/// <summary>
/// The order of a person's list, highest risk first. The sort columns are frozen, so a grant keeps its number and its page.
/// </summary>
public static class ItemOrder
{
    public static IQueryable<CampaignItem> WorstFirst(this IQueryable<CampaignItem> items) =>
        items.OrderByDescending(item => item.FrozenRisk).ThenBy(item => item.GrantId);

    /// <summary>The items before this grant in its person's list.</summary>
    public static IQueryable<CampaignItem> Before(this IQueryable<CampaignItem> items, CampaignItem grant) => items.Where(item =>
        item.CampaignId == grant.CampaignId && item.ParticipantId == grant.ParticipantId
        && (item.FrozenRisk > grant.FrozenRisk || (item.FrozenRisk == grant.FrozenRisk && item.GrantId < grant.GrantId)));
}
