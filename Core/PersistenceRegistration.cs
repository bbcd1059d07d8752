using System.Data.Common;
using Azure.Core;
using Azure.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest;

public static class PersistenceRegistration
{
    // A campaign repeats about forty statements for each person; planning them each time costs the server more than running them.
    private const int PreparedStatements = 100;

    // Fewer connections than concurrent activities: each connection prepares its own statements, and many connections slow the server.
    private const int Connections = 30;

    // What a request may take of the server. Slack gives a click three seconds, in which it waits for at most one lock that somebody holds.
    // Long work sets its own (LongWork).
    // Nothing is compiled: a statement of many small parts looks expensive to the planner, and to compile it takes longer than to run it.
    private const string Limits =
        "-c lock_timeout=2s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s -c jit=off";

    // Azure's load balancers and NAT forget a connection that was silent for four minutes.
    private const int KeepAliveSeconds = 30;

    /// <summary>
    /// Adds the tables (<see cref="IDbContextFactory{OAuthAttestDb}"/>) and the <see cref="NpgsqlDataSource"/> for set-based work.
    /// </summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(provider => Open(provider, WithDefaults(connectionString)));
        services.AddPooledDbContextFactory<OAuthAttestDb>(
            (provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
        );
        services.AddSingleton<AuditVerification>();
        return services;
    }

    /// <summary>
    /// Adds the managed identity by which the app signs in to PostgreSQL, where one is configured: the keyed
    /// <see cref="TokenCredential"/> <c>Database</c>.
    /// </summary>
    public static IServiceCollection AddDatabaseIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<DatabaseIdentityOptions>(configuration);
        if (configuration.ReadSettings<DatabaseIdentityOptions>().IdentityClientId is { } identity)
        {
            services.AddKeyedSingleton<TokenCredential>(
                DatabaseIdentityOptions.Section,
                (_, _) => new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(identity))
            );
        }
        return services;
    }

    private static NpgsqlDataSource Open(IServiceProvider provider, string connectionString)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        // No column has a type of its own, and to ask the server for all of its types is most of the time until the first answer.
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        if (provider.GetKeyedService<TokenCredential>(DatabaseIdentityOptions.Section) is { } credential)
        {
            var resource = provider.GetRequiredService<IOptions<DatabaseIdentityOptions>>().Value.TokenResource;
            var tokens = new DatabaseTokens(credential, resource);
            builder.UsePeriodicPasswordProvider(
                (_, cancellation) => tokens.GetAsync(cancellation), DatabaseTokens.Refresh, DatabaseTokens.AfterFailure);
        }
        return builder.Build();
    }

    /// <summary>
    /// Adds defaults for what the connection string does not set itself; behind an old pooler it may need <c>Max Auto Prepare=0</c>.
    /// </summary>
    private static string WithDefaults(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var completed = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ContainsKey("Max Auto Prepare"))
            (completed.MaxAutoPrepare, completed.AutoPrepareMinUsages) = (PreparedStatements, 2);
        // All settings are made with SET LOCAL and working tables are dropped with their transaction, so a connection needs no reset
        // between two uses. A reset would be a dozen statements, parsed each time, before the first one of each use.
        if (!given.ContainsKey("No Reset On Close"))
            completed.NoResetOnClose = true;
        // The server takes the last one of two equal settings, so the given ones have the last word.
        completed.Options = $"{Limits} {completed.Options}".TrimEnd();
        // Whatever the server, the database or the role says: names mean the tables of this app.
        if (!given.ContainsKey("Search Path"))
            completed.SearchPath = "public";
        // A server that vanished, or a network that forgot the connection, is noticed before somebody waits for an answer.
        if (!given.ContainsKey("Keepalive"))
            completed.KeepAlive = KeepAliveSeconds;
        if (!given.ContainsKey("TCP Keepalive"))
            completed.TcpKeepAlive = true;
        if (!given.ContainsKey("Maximum Pool Size"))
            completed.MaxPoolSize = Connections;
        return completed.ConnectionString;
    }
}
