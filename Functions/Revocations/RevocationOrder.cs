using OAuthAttest.Campaigns;
using OAuthAttest.Grants;

namespace OAuthAttest.Functions.Revocations;

/// <summary>The input of <see cref="RevocationOrchestrator"/>.</summary>
/// <param name="Provider">A provider's name.</param>
public sealed record RevocationOrder(CampaignKey Campaign, long CampaignId, string Provider)
{
    internal string InstanceId => Campaign.RevocationInstanceId(Provider);

    internal ProviderName ProviderName => ProviderName.Parse(Provider);
}

/// <param name="Order">What an orchestration should run for.</param>
/// <param name="IsOverdue">If it runs, it sleeps over something that is due.</param>
internal sealed record StandingOrder(RevocationOrder Order, bool IsOverdue);
