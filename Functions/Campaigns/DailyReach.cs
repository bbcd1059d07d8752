using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Functions.Durable;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>Once a day while a campaign is open: looks in Slack who is reachable now, and who no longer is.</summary>
public sealed class DailyReach(CampaignStatusReader reader)
{
    public const string InstanceId = "people-again";

    public async Task StartAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var campaigns = await reader.FindUnfinishedAsync(cancellation);
        if (campaigns.Any(campaign => campaign.State == CampaignState.Open))
            await client.StartOnceAsync(nameof(ReachOrchestrator), InstanceId, new ReachOrder(), StartOnce.Alive, cancellation);
    }
}
