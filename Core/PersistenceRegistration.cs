using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
    private const string Limits = "-c lock_timeout=2s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s";

    /// <summary>
    /// Adds the tables (<see cref="IDbContextFactory{OAuthAttestDb}"/>) and the <see cref="NpgsqlDataSource"/> for set-based work.
    /// </summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(WithDefaults(connectionString)));
        services.AddPooledDbContextFactory<OAuthAttestDb>(
            (provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
        );
        services.AddSingleton<AuditVerification>();
        return services;
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
        if (!given.ContainsKey("Maximum Pool Size"))
            completed.MaxPoolSize = Connections;
        return completed.ConnectionString;
    }
}
