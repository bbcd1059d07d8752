using Microsoft.DurableTask.Client;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Dispatch.Scheduling;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Orchestrations;

namespace OAuthAttest.Functions.Reconciling;

/// <summary>
/// Starts the orchestrations of unresolved incidents that have lost theirs. The sweep finds incidents with overdue work within a minute;
/// this finds those where nothing is due yet, before somebody's click needs the orchestration.
/// </summary>
public sealed class EscalationReconciler(EscalationBacklog backlog, OrchestrationRevival revival, TimeProvider clock)
{
    public async Task ReconcileAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        var openers = await backlog.FindUnfinishedAsync(clock.GetUtcNow(), cancellation);
        if (openers.Count == 0)
            return;
        var lost = openers.ToDictionary(opener => EscalationKey.InstanceId(opener.Key), StringComparer.Ordinal);
        await foreach (var page in client.ListPagesAsync(EscalationKey.InstanceId(""), Instances.Living, cancellation))
        {
            foreach (var living in page)
                lost.Remove(living.InstanceId);
        }
        await revival.ReviveAsync(
            client,
            [
                .. lost.Select(pair => new Revivable(
                    new LostOrchestration(pair.Key, OrchestrationKind.Escalation, Campaign: null),
                    nameof(EscalationOrchestrator),
                    new EscalationOrder(pair.Value.ConsentId, pair.Value.Key)
                )),
            ],
            cancellation
        );
    }
}
