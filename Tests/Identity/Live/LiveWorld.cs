using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Live;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Identity.Live;

/// <summary>A database, and what the readers of live inventories need, to import from simulated providers over HTTP.</summary>
internal sealed class LiveWorld : IAsyncDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddProviderAccess().BuildServiceProvider();

    private LiveWorld(ImportedInventory inventory) => Inventory = inventory;

    public ImportedInventory Inventory { get; }

    public IHttpClientFactory Clients => services.GetRequiredService<IHttpClientFactory>();

    /// <summary>The providers' clock, and the readers'.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>Repeats without long pauses.</summary>
    public LiveReading Reading { get; set; } = new() { FirstPause = TimeSpan.FromMilliseconds(1) };

    public static async Task<LiveWorld> StartAsync() => new(await ImportedInventory.CreateAsync());

    public Task<ImportResult> ImportAsync(ILiveInventory live) => Inventory.ImportAsync(live.Open());

    /// <summary>The grants that the inventory holds for true.</summary>
    public Task<List<string>> ActiveAsync() =>
        Inventory.ReadAsync(db =>
            db.Grants.Where(grant => grant.Status == GrantStatus.Active).OrderBy(grant => grant.ExternalId).Select(grant => grant.ExternalId)
        );

    /// <summary>An import is refused, and leaves no trace but the source's failure.</summary>
    public async Task RefusedAsync(ILiveInventory live)
    {
        var before = await Inventory.FingerprintAsync("users", "apps", "grants");

        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => ImportAsync(live));
        Assert.True(
            refusal is InventoryRejectedException or ProviderUnavailableException or ProviderRejectedException, refusal.ToString());

        Assert.Equal(before, await Inventory.FingerprintAsync("users", "apps", "grants"));
        Assert.Equal(Inventory.Now, (await Inventory.SourceAsync(live.Source)).LastFailedAt);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await Inventory.DisposeAsync();
    }
}
