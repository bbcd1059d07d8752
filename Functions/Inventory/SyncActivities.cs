using Microsoft.Azure.Functions.Worker;
using OAuthAttest.Functions.Durable;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Functions.Inventory;

/// <summary>The steps of a sync, each of which may be repeated.</summary>
public sealed class SyncActivities(InventorySync sync)
{
    [Function(nameof(BeginInventorySync))]
    public Task<BegunSync> BeginInventorySync([ActivityTrigger] BeginSync begin, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => sync.BeginAsync(begin, cancellation));

    [Function(nameof(AdvanceInventorySync))]
    public Task<SyncStep> AdvanceInventorySync([ActivityTrigger] SyncTurn turn, CancellationToken cancellation) =>
        StepFailures.NameAsync(() => sync.AdvanceAsync(turn.RunId, cancellation: cancellation));
}
