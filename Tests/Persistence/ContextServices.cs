using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using OAuthAttest.Persistence;

namespace OAuthAttest.Tests.Persistence;

internal static class ContextServices
{
    /// <summary>Every migration of this build, to be inspected.</summary>
    public static IReadOnlyList<Migration> Migrations(this OAuthAttestDb db)
    {
        var found = db.GetService<IMigrationsAssembly>();
        return [.. found.Migrations.Values.Select(type => found.CreateMigration(type, "Npgsql.EntityFrameworkCore.PostgreSQL"))];
    }
}
