using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions.Escalations;

/// <summary>Polls the providers for consents whose push was missed. A provider without credentials is skipped.</summary>
public sealed class PollTimers(
    ConsentPoller poller,
    MissedPushes missed,
    EscalationStart start,
    FeedCheck feeds,
    TimerRecorder recorder,
    IOptions<EscalationOptions> options,
    TimeProvider clock
)
{
    [Function(nameof(PollEntra))]
    public Task PollEntra(
        [TimerTrigger($"%{PollingOptions.EntraScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(PollEntra), () => PollAsync(ConsentSource.Entra, client, cancellation), cancellation);

    [Function(nameof(PollOkta))]
    public Task PollOkta(
        [TimerTrigger($"%{PollingOptions.OktaScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(PollOkta), () => PollAsync(ConsentSource.Okta, client, cancellation), cancellation);

    [Function(nameof(PollGoogle))]
    public Task PollGoogle(
        [TimerTrigger($"%{PollingOptions.GoogleScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(PollGoogle), () => PollAsync(ConsentSource.Google, client, cancellation), cancellation);

    private async Task PollAsync(ConsentSource source, DurableTaskClient client, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
            return;
        var now = clock.GetUtcNow();
        var result = await poller.PollAsync(source, now, (accepted, token) => start.StartAsync(client, accepted, token), cancellation);
        // Also after a failed poll: for consents that earlier polls found, the grace period of the push may be over now.
        if (result.Outcome == PollOutcome.NotConfigured)
            return;
        await missed.ReportAsync(source, now, cancellation);
        await feeds.RunAsync(cancellation);
    }
}
