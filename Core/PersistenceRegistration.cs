using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest;

public static class PersistenceRegistration
{
    // A campaign repeats some forty statements for each person; planning them anew costs the server more than running them.
    private const int PreparedStatements = 100;

    // Fewer connections than activities that run at once: each prepares for itself, and a server that has many does less.
    private const int Connections = 30;

    /// <summary>Adds the tables (<see cref="IDbContextFactory{OAuthAttestDb}"/>) and the <see cref="NpgsqlDataSource"/> for set-based work.</summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(WithDefaults(connectionString)));
        services.AddPooledDbContextFactory<OAuthAttestDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }

    /// <summary>Settings that the connection string does not make itself: one that goes through an old pooler may have to say <c>Max Auto Prepare=0</c>.</summary>
    private static string WithDefaults(string connectionString)
    {
        var given = new DbConnectionStringBuilder { ConnectionString = connectionString };
        var completed = new NpgsqlConnectionStringBuilder(connectionString);
        if (!given.ContainsKey("Max Auto Prepare"))
            (completed.MaxAutoPrepare, completed.AutoPrepareMinUsages) = (PreparedStatements, 2);
        // Everything set here is set for a transaction, and tables for work are dropped with one: there is nothing to reset between two
        // owners of a connection, and a reset is a dozen statements, parsed anew, before each one's first.
        if (!given.ContainsKey("No Reset On Close"))
            completed.NoResetOnClose = true;
        if (!given.ContainsKey("Maximum Pool Size"))
            completed.MaxPoolSize = Connections;
        return completed.ConnectionString;
    }
}
