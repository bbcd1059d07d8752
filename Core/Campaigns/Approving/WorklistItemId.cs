using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace OAuthAttest.Campaigns.Approving;

/// <summary>The readable id of an item of a worklist: the campaign's key and the grant's id, as <c>2026Q4-1204</c>.</summary>
public readonly record struct WorklistItemId(CampaignKey Campaign, long GrantId)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out WorklistItemId id)
    {
        id = default;
        var end = text?.LastIndexOf('-') ?? -1;
        if (
            end <= 0
            || !CampaignKey.TryParse(text![..end], out var campaign)
            || !long.TryParse(text[(end + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var grant)
        )
        {
            return false;
        }
        id = new WorklistItemId(campaign, grant);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Campaign}-{GrantId}");
}
