using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Escalations.Polling.Watching;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions.Escalations;

/// <summary>
/// Keeps Google's watch channels open, one for each log. Without an address of this app, a token or credentials it does nothing, and
/// health says so.
/// </summary>
public sealed class WatchTimer(
    WatchRenewal renewal,
    FeedCheck feeds,
    TimerRecorder recorder,
    IOptions<EscalationOptions> options,
    TimeProvider clock
)
{
    [Function(nameof(WatchGoogle))]
    public Task WatchGoogle(
        [TimerTrigger($"%{PollingOptions.WatchScheduleSetting}%")] TimerInfo timer,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(WatchGoogle), () => RenewAsync(cancellation), cancellation);

    private async Task RenewAsync(CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
            return;
        if (await renewal.RenewAsync(clock.GetUtcNow(), cancellation) != WatchOutcome.NotConfigured)
            await feeds.RunAsync(cancellation);
    }
}
