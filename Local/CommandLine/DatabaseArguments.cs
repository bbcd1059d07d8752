using System.CommandLine;
using OAuthAttest.Local.Postgres;

namespace OAuthAttest.Local.CommandLine;

/// <summary>The two options with which every verb is told its database.</summary>
internal sealed class DatabaseArguments
{
    private readonly Option<string?> connection = new("--connection")
    {
        Description = "The connection string of the PostgreSQL database to use. Without it, a private PostgreSQL of its own is started.",
    };

    private readonly Option<string> data = new("--data")
    {
        Description = "The folder that keeps the private PostgreSQL between runs.",
        DefaultValueFactory = _ => DefaultFolder,
    };

    /// <summary>Where an unprivileged user can reach it, for PostgreSQL does not run as root.</summary>
    private static string DefaultFolder => Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows()
        ? "/var/lib/oauthattest"
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "oauthattest");

    public void AddTo(Command command)
    {
        command.Options.Add(connection);
        command.Options.Add(data);
    }

    public string? ConnectionString(ParseResult parsed) => parsed.GetValue(connection);

    public PrivateClusterOptions Cluster(ParseResult parsed) => new() { DataFolder = parsed.GetValue(data) };

    /// <summary>The database for a verb that works on tables only: the one named, or the private cluster, which may be running already.</summary>
    public Task<LocalDatabase> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        LocalDatabase.OpenAsync(ConnectionString(parsed), Cluster(parsed), cancellationToken);
}
