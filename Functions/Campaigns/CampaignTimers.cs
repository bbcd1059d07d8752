using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using OAuthAttest.Campaigns;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>
/// The quarterly start. A timer function that fails is not run again before its next date, which here is a quarter away: so the daily
/// catch-up checks that the start happened. The settings' names are flat because scale-out does not find nested ones
/// (https://github.com/Azure/azure-functions-host/issues/8649).
/// </summary>
public sealed class CampaignTimers(
    CampaignStart start, TimerRecorder recorder, TimeProvider clock, ILogger<CampaignTimers> logger)
{
    [Function(nameof(StartQuarterlyCampaign))]
    public Task StartQuarterlyCampaign(
        [TimerTrigger($"%{CampaignOptions.ScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(StartQuarterlyCampaign), () => StartAsync(timer, client, cancellation), cancellation);

    private async Task StartAsync(TimerInfo timer, DurableTaskClient client, CancellationToken cancellation)
    {
        if (!await start.MayStartAsync(timer.IsPastDue, cancellation))
        {
            logger.LogInformation("The timers start no campaigns, or were off at the schedule's date: nothing was started");
            return;
        }
        var key = CampaignKey.OfQuarter(clock.GetUtcNow());
        var outcome = await start.StartAsync(client, new CampaignOrder(key, "timer", Scheduled: true), cancellation);
        logger.LogInformation("Campaign {Campaign}: {Outcome} (past due: {IsPastDue})", key, outcome, timer.IsPastDue);
    }
}
