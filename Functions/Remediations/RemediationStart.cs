using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Durable;
using OAuthAttest.ScopeAudits.Acting;

namespace OAuthAttest.Functions.Remediations;

/// <summary>Starts the orchestrations of remediations, and wakes those that run.</summary>
public sealed class RemediationStart(RemediationTurns turns, AfterCommit after)
{
    /// <summary>Slack allows three seconds for a click, and other things follow it too.</summary>
    private static readonly TimeSpan KickTime = TimeSpan.FromSeconds(1);

    /// <summary>Every one of which something is still to be done; what sleeps is woken too, since a wake-up can be lost.</summary>
    public async Task KickAllAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        foreach (var id in await turns.UnderWayAsync(cancellation))
            await KickSoonAsync(client, id, cancellation);
    }

    /// <summary>After a commit: bounded in time, and never throws; what fails here is made up for by the timer.</summary>
    public Task KickSoonAsync(DurableTaskClient client, long id, CancellationToken cancellation) => after.TryAsync(
        "go on with", new RemediationOrder(id).InstanceId, KickTime, token => KickAsync(client, id, token), cancellation);

    private static async Task KickAsync(DurableTaskClient client, long id, CancellationToken cancellation)
    {
        var order = new RemediationOrder(id);
        if (!await client.StartFreeAsync(nameof(RemediationOrchestrator), order.InstanceId, order, StartOnce.Alive, cancellation))
            await client.RaiseWakeUpAsync(order.InstanceId, cancellation);
    }
}
