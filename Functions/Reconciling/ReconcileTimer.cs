using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Functions.Campaigns;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions.Reconciling;

/// <summary>
/// Every few minutes, starts failed orchestrations again and reports them, and tells of outages of Slack; once a day, starts a campaign
/// that is due, and looks whom the open ones reach now.
/// </summary>
public sealed class ReconcileTimer(
    OrchestrationReconciler reconciler, CampaignStart start, DailyReach reach, OutageNotice outages, TimerRecorder recorder)
{
    [Function(nameof(ReconcileOrchestrations))]
    public Task ReconcileOrchestrations(
        [TimerTrigger($"%{CampaignOptions.ReconcileScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(ReconcileOrchestrations), () => ReconcileAsync(client, cancellation), cancellation);

    [Function(nameof(CatchUpCampaigns))]
    public Task CatchUpCampaigns(
        [TimerTrigger($"%{CampaignOptions.CatchUpScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(CatchUpCampaigns), () => CatchUpAsync(client, cancellation), cancellation);

    private async Task ReconcileAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        await start.NoteSwitchAsync(cancellation);
        await reconciler.RunAsync(client, cancellation);
        await outages.RunAsync(cancellation);
    }

    private async Task CatchUpAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        await reconciler.RunAsync(client, cancellation);
        await start.StartDueAsync(client, cancellation);
        await reach.StartAsync(client, cancellation);
    }
}
