using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Persistence;
using Spectre.Console;

namespace OAuthAttest.Local.Migrate;

/// <summary>Migrates a database to the schema of this build; a deployment to Azure runs this before it publishes the app.</summary>
internal static class MigrateVerb
{
    public static Command Create()
    {
        var database = new DatabaseArguments();
        var command = new Command("migrate", "Apply the migrations that a database lacks.");
        database.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var opened = await database.OpenAsync(parsed, cancellation);
            await using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(opened.ConnectionString).Options);
            var missing = (await db.Database.GetPendingMigrationsAsync(cancellation)).ToList();
            await DatabaseMigration.MigrateAsync(opened.ConnectionString, cancellation);
            Terminal.Of(parsed).Screen.WriteLine(
                missing.Count == 0 ? "The schema is up to date." : $"Applied: {string.Join(", ", missing)}.");
            return 0;
        });
        return command;
    }
}
