using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace OAuthAttest.Persistence;

public static class PersistenceRegistration
{
    /// <summary>Adds the tables (<see cref="IDbContextFactory{OAuthAttestDb}"/>) and the <see cref="NpgsqlDataSource"/> for set-based work.</summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.AddDbContextFactory<OAuthAttestDb>((provider, options) => options.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        return services;
    }
}
