using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Starting;
using OAuthAttest.Escalations;

namespace OAuthAttest.Functions.Reconciling;

/// <summary>
/// Compares what is unfinished in the tables with the orchestrations that should run for it, and starts what failed, is missing or was
/// terminated by somebody else. When nothing is unfinished, the engine is not queried.
/// </summary>
public sealed partial class OrchestrationReconciler(
    CampaignStatusReader reader,
    CampaignStartRequests requests,
    CampaignReconciler campaigns,
    EscalationReconciler escalations,
    RevocationReconciler revocations,
    IOptions<EscalationOptions> options,
    TimeProvider clock,
    ILogger<OrchestrationReconciler> logger
)
{
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        foreach (var request in await requests.FindUnopenedAsync(clock.GetUtcNow(), cancellation))
        {
            await TryAsync(
                $"the start of campaign {request.Key}",
                () => campaigns.ReconcileStartAsync(client, request, cancellation),
                cancellation
            );
        }

        foreach (var campaign in await reader.FindUnfinishedAsync(cancellation))
            await TryAsync($"campaign {campaign.Key}", () => campaigns.ReconcileAsync(client, campaign, cancellation), cancellation);
        foreach (var moved in await reader.FindMovedAsync(cancellation))
            await TryAsync($"campaign {moved}", () => CampaignReconciler.WakeAsync(client, moved, cancellation), cancellation);
        await TryAsync("revocations", () => revocations.ReconcileAsync(client, cancellation), cancellation);
        if (options.Value.Enabled)
            await TryAsync("incidents", () => escalations.ReconcileAsync(client, cancellation), cancellation);
    }

    /// <summary>A comparison that fails must not prevent the others.</summary>
    private async Task TryAsync(string what, Func<Task> work, CancellationToken cancellation)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNotCompared(logger, e, what);
        }
    }

    [LoggerMessage(3356, LogLevel.Error, "The orchestrations of {What} could not be compared with the tables; the next round tries again")]
    private static partial void LogNotCompared(ILogger logger, Exception e, string what);
}
