using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Functions;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Persistence;

namespace OAuthAttest.Local.CommandLine;

/// <summary>The two options of every verb that select its database.</summary>
internal sealed class DatabaseArguments
{
    private readonly Option<string?> connection = new("--connection")
    {
        Description =
            "The connection string of the PostgreSQL database to use, its password in PGPASSWORD or asked for. "
            + "Without it, a private PostgreSQL of its own is started.",
    };

    private readonly Option<string> data = new("--data")
    {
        Description = "The folder that keeps the private PostgreSQL between runs.",
        DefaultValueFactory = _ => DefaultFolder,
    };

    /// <summary>A folder that an unprivileged user can reach, because PostgreSQL does not run as root.</summary>
    private static string DefaultFolder =>
        Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
            ? "/var/lib/oauthattest"
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
                "oauthattest"
            );

    public void AddTo(Command command)
    {
        command.Options.Add(connection);
        command.Options.Add(data);
    }

    public string? ConnectionString(ParseResult parsed)
    {
        if (parsed.GetValue(connection) is not { } given)
            return null;
        var terminal = Terminal.Of(parsed);
        return DatabasePassword.Complete(given, terminal.Errors, question => DatabasePassword.Ask(terminal.Screen, question));
    }

    public PrivateClusterOptions Cluster(ParseResult parsed) => new() { DataFolder = parsed.GetValue(data) };

    /// <summary>
    /// The database for a verb that needs this build's schema: a private cluster is migrated, a database that the user named
    /// is not changed.
    /// </summary>
    /// <exception cref="LocalConfigurationException">The named database lacks migrations.</exception>
    public async Task<LocalDatabase> OpenMigratedAsync(
        ParseResult parsed, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellation)
    {
        var named = ConnectionString(parsed) ?? settings.GetValueOrDefault($"ConnectionStrings:{FunctionsRegistration.ConnectionName}");
        var opened = await LocalDatabase.OpenAsync(named, Cluster(parsed), cancellation);
        try
        {
            if (named is null)
            {
                await DatabaseMigration.MigrateAsync(opened.ConnectionString, cancellation);
            }
            else if (await IsBehindAsync(named, cancellation))
            {
                throw new LocalConfigurationException(
                    "The database lacks migrations of this build. Apply them first: dotnet run --project Local -- migrate --connection ..."
                );
            }
            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> IsBehindAsync(string connectionString, CancellationToken cancellation)
    {
        await using var db = new OAuthAttestDb(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(connectionString).Options);
        return (await db.Database.GetPendingMigrationsAsync(cancellation)).Any();
    }

    /// <summary>The database for a verb that only reads or writes tables: the one named, or a private cluster, perhaps running.</summary>
    public Task<LocalDatabase> OpenAsync(ParseResult parsed, CancellationToken cancellation) =>
        LocalDatabase.OpenAsync(ConnectionString(parsed), Cluster(parsed), cancellation);
}
