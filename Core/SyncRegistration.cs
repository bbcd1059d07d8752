using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Access.Pacing;
using OAuthAttest.Identity.GitHub;
using OAuthAttest.Identity.Google;
using OAuthAttest.Identity.Live;
using OAuthAttest.Identity.MicrosoftGraph;
using OAuthAttest.Identity.Okta;

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
        services.AddSingleton<ILiveInventory>(provider => Google(provider, Options(provider)));
        services.AddSingleton<ILiveInventory>(provider => Okta(provider, Options(provider)));
        services.AddSingleton<ILiveInventory>(provider => GitHub(provider, Options(provider)));
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

    private static GoogleInventory Google(IServiceProvider provider, SyncOptions options) => new(
        provider.GetRequiredService<IHttpClientFactory>(),
        options.Google.Connection,
        Reading(options.Google, options.GoogleUsage),
        provider.GetRequiredService<TimeProvider>(),
        Pace(provider, options.Google, "google"),
        options.Google.Source
    );

    private static OktaInventory Okta(IServiceProvider provider, SyncOptions options) => new(
        provider.GetRequiredService<IHttpClientFactory>(),
        options.Okta.Connection,
        Reading(options.Okta),
        provider.GetRequiredService<TimeProvider>(),
        Pace(provider, options.Okta, "okta"),
        options.Okta.Source
    );

    private static GitHubInventory GitHub(IServiceProvider provider, SyncOptions options) => new(
        provider.GetRequiredService<IHttpClientFactory>(),
        options.GitHub.Connection,
        Reading(options.GitHub),
        provider.GetRequiredService<TimeProvider>(),
        options.GitHubSingleSignOn,
        Pace(provider, options.GitHub, "github"),
        options.GitHub.Source
    );

    private static SyncOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<SyncOptions>>().Value;

    private static LiveReading Reading<TConnection>(SyncedProvider<TConnection> settings, TimeSpan usage = default) =>
        new() { AtOnce = settings.Concurrency, UsageWindow = usage };

    private static SharedPace Pace<TConnection>(IServiceProvider provider, SyncedProvider<TConnection> settings, string bucket) =>
        new(provider.GetRequiredService<ProviderPacer>(), settings.BucketOf(bucket));
}
