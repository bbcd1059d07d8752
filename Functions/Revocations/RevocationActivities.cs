using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Revocations.Executing;

namespace OAuthAttest.Functions.Revocations;

public sealed class RevocationActivities(WorklistRelease release, RevocationExecutor executor)
{
    [Function(nameof(AdvanceWorklist))]
    public Task<RevocationTurn> AdvanceWorklist([ActivityTrigger] RevocationOrder order, CancellationToken cancellation) =>
        StepFailures.NameAsync(async () =>
        {
            await release.ReleaseAsync(new ReleaseWorklist(order.CampaignId), cancellation);
            return await executor.AdvanceAsync(new AdvanceRevocations(order.CampaignId, order.ProviderName), cancellation);
        });
}
