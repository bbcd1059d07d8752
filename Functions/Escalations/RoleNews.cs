using Microsoft.DurableTask.Client;
using OAuthAttest.Escalations.Reconsidering;

namespace OAuthAttest.Functions.Escalations;

/// <summary>Decides again about lately decided consents of people whose role is new.</summary>
public sealed class RoleNews(RoleReconsideration reconsideration, EscalationStart start, TimeProvider clock)
{
    public async Task RunAsync(DurableTaskClient client, CancellationToken cancellation) =>
        await start.StartAsync(client, await reconsideration.RunAsync(clock.GetUtcNow(), cancellation), cancellation);
}
