using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Remediations;
using OAuthAttest.ScopeAudits.Approving;
using OAuthAttest.ScopeAudits.Running;

namespace OAuthAttest.Functions.ScopeAudits;

/// <summary>Starts the orchestrations of audits.</summary>
public sealed class ScopeAuditLauncher(AuditStart start, ScopeApprovalUpkeep approvals, RemediationStart remediations)
{
    /// <summary>
    /// Starts what of audits and remediations has no living orchestration, and the timer's next audit; and does what is due about
    /// approvals.
    /// </summary>
    public async Task TickAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        try
        {
            await LaunchAllAsync(client, cancellation);
        }
        finally
        {
            await approvals.RunAsync(cancellation);
        }
    }

    /// <summary>Also where the same audit had an orchestration that failed, or ended without a conclusion.</summary>
    public Task LaunchAsync(DurableTaskClient client, AuditRun run, CancellationToken cancellation) =>
        client.StartOnceAsync(nameof(ScopeAuditOrchestrator), run.Key, new ScopeAuditOrder(run.Id), StartOnce.Alive, cancellation);

    private async Task LaunchAllAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        foreach (var run in await start.UnderWayAsync(cancellation))
            await LaunchAsync(client, run, cancellation);
        if (await start.BeginNextAsync(cancellation) is { } next)
            await LaunchAsync(client, next, cancellation);
        await remediations.KickAllAsync(client, cancellation);
    }
}
