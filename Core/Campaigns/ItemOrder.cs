namespace OAuthAttest.Campaigns;

/// <summary>
/// The order of a person's list, highest risk first. The sort columns are frozen, so a grant keeps its number and its page.
/// </summary>
public static class ItemOrder
{
    public static IQueryable<CampaignItem> WorstFirst(this IQueryable<CampaignItem> items) =>
        items.OrderByDescending(item => item.FrozenRisk).ThenBy(item => item.GrantId);
}
