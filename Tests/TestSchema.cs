using OAuthAttest.Persistence;

namespace OAuthAttest.Tests;

/// <summary>Migrates the template database to the current schema.</summary>
internal static class TestSchema
{
    public static Task MigrateAsync(string connectionString) => DatabaseMigration.MigrateAsync(connectionString);
}
