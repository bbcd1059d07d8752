using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Bench.Campaigns;

internal sealed class ContextFactory(NpgsqlDataSource source) : IDbContextFactory<OAuthAttestDb>
{
    public OAuthAttestDb CreateDbContext() => new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(source).Options);
}
