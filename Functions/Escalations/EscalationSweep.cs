using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Dispatch.Metrics;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions.Escalations;

/// <summary>Every minute: what was committed and is not carried out. A page is never lost with a host, only late.</summary>
public sealed class EscalationSweep(EscalationStart start, DatadogDispatcher datadog, TimerRecorder recorder, IOptions<EscalationOptions> options)
{
    [Function(nameof(SweepEscalations))]
    public Task SweepEscalations(
        [TimerTrigger($"%{EscalationOptions.SweepScheduleSetting}%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation) =>
        recorder.RunAsync(nameof(SweepEscalations), () => SweepAsync(client, cancellation), cancellation);

    private async Task SweepAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
            return;
        await start.SweepAsync(client, cancellation);
        // Metrics of no incident have no orchestration.
        await datadog.AdvanceAsync(null, cancellation);
    }
}
