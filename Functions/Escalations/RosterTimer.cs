using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.RosterReading;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Rosters;

namespace OAuthAttest.Functions.Escalations;

/// <summary>Reads who is privileged, from each source that is set up. Two runs at once do no harm: the later reading stays.</summary>
public sealed class RosterTimer(
    RosterFeeds rosters,
    RosterRefresh refresh,
    RoleNews news,
    FeedCheck feeds,
    TimerRecorder recorder,
    IOptions<EscalationOptions> options,
    TimeProvider clock
)
{
    [Function(nameof(ReadRoster))]
    public Task ReadRoster(
        [TimerTrigger($"%{RosterOptions.ScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(ReadRoster), () => ReadAsync(client, cancellation), cancellation);

    private async Task ReadAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        if (!options.Value.Enabled || rosters.All.Count == 0)
            return;
        await refresh.ReadAsync(clock.GetUtcNow(), cancellation);
        await news.RunAsync(client, cancellation);
        await feeds.RunAsync(cancellation);
    }
}
