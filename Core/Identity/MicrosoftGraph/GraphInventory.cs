using Azure.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Identity.Live;

namespace OAuthAttest.Identity.MicrosoftGraph;

/// <summary>The inventory of a tenant of Entra ID, over Microsoft Graph.</summary>
/// <remarks>
/// Needs User.Read.All, Application.Read.All and DelegatedPermissionGrant.Read.All, and AuditLog.Read.All for when apps were last used;
/// all of them application permissions that can only read (docs/inventory.md).
/// </remarks>
internal sealed class GraphInventory : ILiveInventory
{
    private static readonly (string Name, string Value)[] Counted = [("ConsistencyLevel", "eventual")];

    private readonly SyncedProvider<EntraConnection> settings;
    private readonly SyncOptions options;
    private readonly TimeProvider clock;
    private readonly GraphApis apis;

    public GraphInventory(
        IHttpClientFactory clients,
        [FromKeyedServices(SyncOptions.Section)] TokenCredential credential,
        ProviderPacer pacer,
        IOptions<SyncOptions> options,
        TimeProvider clock
    )
    {
        (this.options, settings, this.clock) = (options.Value, options.Value.Entra, clock);
        var connection = settings.Connection;
        var authorization = new EntraAuthorization(credential, connection);
        var pace = new SharedPace(pacer, settings.BucketOf("entra"));
        var access = new ProviderAccess("Microsoft Graph", connection.BaseUrl, connection.RequestTimeout, authorization, pace);
        var reports = new SharedPace(pacer, new PaceBucket("sync:entra:log", this.options.EntraSignInCalls / 10.0));
        apis = new GraphApis(
            new ProviderApi(clients, access, clock),
            new ProviderApi(clients, access with { Headers = Counted }, clock),
            new ProviderApi(clients, access with { Pace = reports }, clock)
        );
    }

    public string Source => settings.Source;

    public ProviderName Provider => ProviderName.Entra;

    public bool IsConfigured => settings.Connection.IsConfigured;

    public IInventoryReader Open() => new Reader(this);

    private sealed class Reader(GraphInventory inventory) : IInventoryReader
    {
        public string Source => inventory.Source;

        public ProviderName Provider => inventory.Provider;

        public bool ListsAllUsers => true;

        public bool IsRemote => true;

        public RepeatedGrants Repeated => RepeatedGrants.AreOneIfEqual;

        public IAsyncEnumerable<InventoryRecord> ReadAsync(Reading reading, CancellationToken cancellation)
        {
            // From midnight on, so that a reading that goes on elsewhere asks for the same.
            var since = inventory.clock.GetUtcNow() - inventory.options.EntraSignIns;
            var live = new GraphLiveOptions(
                inventory.options.EntraSignIns == TimeSpan.Zero ? null : new DateTimeOffset(since.UtcDateTime.Date, TimeSpan.Zero),
                inventory.settings.Concurrency,
                inventory.options.EntraSignInPages
            );
            return GraphInventoryFlow.ReadAsync(new GraphLiveLists(inventory.apis, reading, live), reading, cancellation);
        }
    }
}
