using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using OAuthAttest.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Persistence;

public sealed class DatabaseMigrationTests
{
    [Fact]
    public void Migrations_OfThisBuild_MatchTheModel()
    {
        using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql().Options);

        Assert.False(db.Database.HasPendingModelChanges(), "The model has changes without a migration: run tools/migration.sh.");
    }

    [Fact]
    public void Migrations_OfThisBuild_EndWithTheEmbeddedSql()
    {
        using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql().Options);
        var migrations = Migrations(db);

        foreach (var migration in migrations)
        {
            var sql = migration.UpOperations.OfType<SqlOperation>().Select(operation => operation.Sql);
            Assert.Equal(EmbeddedSql.Files, sql.TakeLast(EmbeddedSql.Files.Count));
        }
    }

    [Fact]
    public async Task MigrateAsync_SeveralProcessesAtOnce_AllFindTheSchema()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DatabaseMigration.MigrateAsync(database.ConnectionString)));

        await using var count = database.Source.CreateCommand(
            "SELECT (SELECT count(*) FROM audit_head), (SELECT count(*) FROM \"__EFMigrationsHistory\")"
        );
        await using var row = await count.ExecuteReaderAsync();
        Assert.True(await row.ReadAsync());
        Assert.Equal(1, row.GetInt64(0));
        Assert.True(row.GetInt64(1) >= 1);
    }

    [Fact]
    public async Task EmbeddedSql_RunASecondTime_DoesNoHarm()
    {
        await using var database = await TestDatabase.CreateAsync();

        foreach (var text in EmbeddedSql.Files)
            await database.ExecuteAsync(text);
    }

    private static IReadOnlyList<Migration> Migrations(OAuthAttestDb db)
    {
        var found = db.GetService<IMigrationsAssembly>();
        return [.. found.Migrations.Values.Select(type => found.CreateMigration(type, "Npgsql.EntityFrameworkCore.PostgreSQL"))];
    }
}
