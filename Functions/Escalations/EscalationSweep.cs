using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Dispatch.Metrics;
using OAuthAttest.Functions.Timers;

namespace OAuthAttest.Functions.Escalations;

/// <summary>Every minute: starts what was committed and not carried out. When a host dies, a page is late but never lost.</summary>
public sealed class EscalationSweep(
    EscalationStart start,
    DatadogDispatcher datadog,
    FeedCheck feeds,
    RoleNews news,
    ResponderDirectory directory,
    TimerRecorder recorder,
    IOptions<EscalationOptions> options
)
{
    [Function(nameof(SweepEscalations))]
    public Task SweepEscalations(
        [TimerTrigger($"%{EscalationOptions.SweepScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(SweepEscalations), () => SweepAsync(client, cancellation), cancellation);

    private async Task SweepAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        if (!options.Value.Enabled)
            return;
        await start.SweepAsync(client, cancellation);
        // Metrics that belong to no incident have no orchestration that sends them.
        await datadog.AdvanceAsync(null, cancellation);
        await feeds.RunAsync(cancellation);
        await directory.RunAsync(client, cancellation);
        // Also after an import by hand, which no other timer sees. Last: what is lost comes first.
        await news.RunAsync(client, cancellation);
    }
}
