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
public sealed partial class CampaignTimers(
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
            LogSwitchedOff(logger);
            return;
        }
        var key = CampaignKey.OfQuarter(clock.GetUtcNow());
        var outcome = await start.StartAsync(client, new CampaignOrder(key, "timer", Scheduled: true), cancellation);
        LogStarted(logger, key, outcome, timer.IsPastDue);
    }

    [LoggerMessage(
        3182,
        LogLevel.Information,
        "The timers start no campaigns, were off at the date, or the first working day is still to come: nothing was started"
    )]
    private static partial void LogSwitchedOff(ILogger logger);

    [LoggerMessage(3183, LogLevel.Information, "Campaign {Campaign}: {Outcome} (past due: {IsPastDue})")]
    private static partial void LogStarted(ILogger logger, CampaignKey campaign, CampaignStartOutcome outcome, bool isPastDue);
}
