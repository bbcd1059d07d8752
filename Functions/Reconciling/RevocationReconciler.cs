using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Revocations;
using OAuthAttest.Orchestrations;

namespace OAuthAttest.Functions.Reconciling;

/// <summary>
/// Starts the orchestrations of worklists on which something is to be done; one that failed is reported and started again. One that sleeps
/// over something that is due is woken: whoever wrote that down may have died before waking it, and it may sleep for a day.
/// </summary>
public sealed class RevocationReconciler(RevocationStart start, OrchestrationRevival revival)
{
    public async Task ReconcileAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var orders = await start.FindAsync(campaignId: null, cancellation);
        foreach (var campaign in orders.GroupBy(each => each.Order.Campaign))
        {
            var lost = new List<Revivable>();
            foreach (var (order, isOverdue) in campaign)
            {
                var instance = await client.GetInstanceAsync(order.InstanceId, cancellation);
                var life = instance is null ? (OrchestrationLife?)null : Instances.LifeOf(instance.RuntimeStatus);
                if (life is OrchestrationLife.Failed or OrchestrationLife.Terminated)
                    lost.Add(Of(order));
                else if (life is not OrchestrationLife.Alive)
                    await RevocationStart.StartAsync(client, order, cancellation);
                else if (isOverdue)
                    await client.RaiseWakeUpAsync(order.InstanceId, cancellation);
            }
            await revival.ReviveAsync(client, lost, cancellation);
        }
    }

    private static Revivable Of(RevocationOrder order) => new(
        new LostOrchestration(order.InstanceId, OrchestrationKind.Revocation, order.Campaign.ToString()),
        nameof(RevocationOrchestrator),
        order);
}
