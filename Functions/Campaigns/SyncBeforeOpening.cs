using Microsoft.Extensions.Options;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Functions.Campaigns;

/// <summary>Which inventory sources are synced before a campaign opens.</summary>
public sealed class SyncBeforeOpening(InventorySync sync, IOptions<SyncOptions> options)
{
    /// <summary>A source that another run has read since the campaign asked is not read again.</summary>
    public static readonly TimeSpan JustRead = TimeSpan.FromMinutes(30);

    /// <returns>Null: all that can be synced are fresh.</returns>
    public async Task<IReadOnlyList<string>?> ToSyncAsync(CancellationToken cancellation) =>
        await sync.FindStaleAsync(options.Value.FreshFor, cancellation) is { Count: > 0 } stale ? stale : null;
}
