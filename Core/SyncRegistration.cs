using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Live;
using OAuthAttest.Identity.MicrosoftGraph;

namespace OAuthAttest;

public static class SyncRegistration
{
    /// <summary>
    /// Adds the sync of the inventory. Needs persistence and the scope dictionary. The credential of Entra is the keyed
    /// <see cref="TokenCredential"/> <c>Sync</c>.
    /// </summary>
    public static IServiceCollection AddInventorySync(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<SyncOptions>(configuration);
        services.AddProviderAccess();
        services.AddKeyedSingleton<TokenCredential>(SyncOptions.Section, (provider, _) =>
            EntraCredentials.Create(provider.GetRequiredService<IOptions<SyncOptions>>().Value.Entra.Connection)
        );
        services.AddSingleton<ILiveInventory, GraphInventory>();
        services.AddSingleton<ILiveInventory, PostgresInventory>();
        services.AddSingleton(provider => new InventoryImport(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<ScopeDictionary>().RiskOf,
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<InventoryRuns>();
        services.AddSingleton<InventorySync>();
        services.AddSingleton<SourceReports>();
        return services;
    }
}
