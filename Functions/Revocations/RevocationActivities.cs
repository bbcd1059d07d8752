using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Campaigns.Removing;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Revocations.Executing;

namespace OAuthAttest.Functions.Revocations;

public sealed class RevocationActivities(WorklistRelease release, RevocationExecutor executor, RemovalTelling telling)
{
    [Function(nameof(AdvanceWorklist))]
    public Task<RevocationTurn> AdvanceWorklist([ActivityTrigger] RevocationOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(async () =>
        {
            await release.ReleaseAsync(new ReleaseWorklist(order.CampaignId), cancellation);
            return await executor.AdvanceAsync(new AdvanceRevocations(order.CampaignId, order.ProviderName), cancellation);
        });

    [Function(nameof(TellRemovals))]
    public Task<ToldRemovals> TellRemovals([ActivityTrigger] RevocationOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => telling.TellAsync(new TellRemoval(order.Campaign, order.CampaignId), cancellation));
}
