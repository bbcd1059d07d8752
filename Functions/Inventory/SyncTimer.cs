using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Functions.Timers;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Functions.Inventory;

/// <summary>Starts the sync of each source that is configured. One that is under way goes on.</summary>
public sealed class SyncTimer(InventorySync sync, TimerRecorder recorder)
{
    [Function(nameof(SyncInventory))]
    public Task SyncInventory(
        [TimerTrigger($"%{SyncOptions.ScheduleSetting}%")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellation
    ) => recorder.RunAsync(nameof(SyncInventory), () => StartAsync(client, cancellation), cancellation);

    private async Task StartAsync(DurableTaskClient client, CancellationToken cancellation)
    {
        foreach (var source in sync.Sources)
        {
            await client.StartOnceAsync(
                nameof(InventorySyncOrchestrator),
                SyncInstances.Of(source),
                new SyncOrder(source, "timer"),
                StartOnce.Alive,
                cancellation
            );
        }
    }
}
