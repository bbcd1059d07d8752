using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions.Reconciling;

/// <summary>Every few minutes: an orchestration that failed is started again, and somebody is told.</summary>
public sealed class ReconcileTimer(OrchestrationReconciler reconciler, TimerRecorder recorder)
{
    [Function(nameof(ReconcileOrchestrations))]
    public Task ReconcileOrchestrations(
        [TimerTrigger($"%{CampaignOptions.ReconcileScheduleSetting}%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        recorder.RunAsync(nameof(ReconcileOrchestrations), () => reconciler.RunAsync(client, cancellation), cancellation);
}
