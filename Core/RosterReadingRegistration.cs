using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Polling;
using OAuthAttest.Escalations.Reconsidering;
using OAuthAttest.Escalations.RosterReading;
using OAuthAttest.Identity.Access;
using OAuthAttest.Rosters;
using OAuthAttest.Rosters.MicrosoftGraph;
using OAuthAttest.Rosters.Okta;

namespace OAuthAttest;

public static class RosterReadingRegistration
{
    /// <summary>
    /// Adds the reading of the roster from where it is set up: providers that are polled, and a query. Needs <c>AddConsentPolling</c>.
    /// </summary>
    public static IServiceCollection AddRosterReading(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddSettings<RosterOptions>(configuration);
        var roster = configuration.ReadSettings<RosterOptions>();
        var polling = configuration.ReadSettings<PollingOptions>();
        if (roster.Entra && polling.Entra.Connection.IsConfigured)
            services.AddSingleton(Entra);
        if (roster.Okta && polling.Okta.Connection.IsConfigured)
            services.AddSingleton(Okta);
        if (roster.Query.IsConfigured)
            AddQuery(services, configuration, roster.Query);
        services.AddSingleton<RosterFeeds>();
        services.AddSingleton<RosterImport>();
        services.AddSingleton<RosterRefresh>();
        services.AddSingleton<RoleReconsideration>();
        return services;
    }

    private static RosterFeed Entra(IServiceProvider provider)
    {
        var connection = provider.GetRequiredService<IOptions<PollingOptions>>().Value.Entra.Connection;
        // No pace: the narrow limit of the audit log is that of its own endpoints.
        var access = new ProviderAccess(
            "Microsoft Graph",
            connection.BaseUrl,
            connection.RequestTimeout,
            new EntraAuthorization(provider.GetRequiredKeyedService<TokenCredential>(PollingOptions.Section), connection)
        );
        return new RosterFeed(FeedSource.Entra, () => new GraphDirectoryReader(Api(provider, access)));
    }

    private static RosterFeed Okta(IServiceProvider provider)
    {
        var connection = provider.GetRequiredService<IOptions<PollingOptions>>().Value.Okta.Connection;
        var access = new ProviderAccess(
            "Okta", connection.BaseUrl!, connection.RequestTimeout, new OktaAuthorization(connection.ApiToken!));
        return new RosterFeed(FeedSource.Okta, () => new OktaDirectoryReader(Api(provider, access)));
    }

    private static ProviderApi Api(IServiceProvider provider, ProviderAccess access) =>
        new(provider.GetRequiredService<IHttpClientFactory>(), access, provider.GetRequiredService<TimeProvider>());

    private static void AddQuery(IServiceCollection services, IConfiguration configuration, RosterQuery query)
    {
        if (query.ConnectionName is { Length: > 0 } name)
        {
            var text = configuration.GetConnectionString(name) ?? "";
            services.AddKeyedSingleton(RosterOptions.Section, (_, _) => NpgsqlDataSource.Create(text));
        }
        services.AddSingleton(provider =>
        {
            var database = query.ConnectionName is { Length: > 0 }
                ? provider.GetRequiredKeyedService<NpgsqlDataSource>(RosterOptions.Section)
                : provider.GetRequiredService<NpgsqlDataSource>();
            return new RosterFeed(FeedSource.Query, () => new RosterQueryReader(database, query.Sql!, query.Timeout));
        });
    }
}
