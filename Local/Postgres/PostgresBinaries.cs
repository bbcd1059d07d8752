using System.Globalization;

namespace OAuthAttest.Local.Postgres;

/// <summary>Finds the folder of PostgreSQL's server programs on this machine.</summary>
internal static class PostgresBinaries
{
    /// <summary>The environment variable that names the folder, for machines where the search fails.</summary>
    public const string FolderVariable = "OAUTHATTEST_POSTGRES_BIN";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    private static readonly string[] VersionedRoots =
    [
        "/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt",
        "/home/linuxbrew/.linuxbrew/opt", "/Applications/Postgres.app/Contents/Versions", "/usr", "/opt",
    ];

    /// <summary>The folder given, or the one named by the environment, or the newest one found.</summary>
    /// <exception cref="PrivateClusterException">There is none, or the named one lacks the programs.</exception>
    public static string Find(string? named)
    {
        if (named is null && Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } fromEnvironment)
            named = fromEnvironment;
        if (named is not null)
            return HasPrograms(named) ? named : throw Missing($"The folder {named} does not hold {string.Join(", ", Programs)}.");

        return Candidates().FirstOrDefault(HasPrograms)
            ?? throw Missing("PostgreSQL's server programs (initdb, pg_ctl, postgres) were not found on this machine.");
    }

    private static IEnumerable<string> Candidates()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (var folder in path)
            yield return folder;
        foreach (var folder in VersionedRoots.SelectMany(Versions).OrderByDescending(v => v.Version).Select(v => v.Folder))
            yield return folder;
        // pg_config may come from a client package without the server, so it is asked last.
        foreach (var config in path.Select(folder => Path.Combine(folder, "pg_config")).Where(File.Exists))
        {
            if (ShellCommand.Output(config, ["--bindir"]) is { Length: > 0 } folder)
                yield return folder;
        }
    }

    private static IEnumerable<(double Version, string Folder)> Versions(string root)
    {
        if (!Directory.Exists(root))
            yield break;
        foreach (var folder in Directory.EnumerateDirectories(root))
        {
            var name = Path.GetFileName(folder);
            var number = name.StartsWith("postgresql@", StringComparison.Ordinal) ? name[11..]
                : name.StartsWith("pgsql-", StringComparison.Ordinal) ? name[6..]
                : name;
            if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var version))
                yield return (version, Path.Combine(folder, "bin"));
            else if (name is "postgresql" or "pgsql" or "libpq")
                yield return (0, Path.Combine(folder, "bin"));
        }
    }

    private static bool HasPrograms(string folder) => Programs.All(program => File.Exists(Path.Combine(folder, program)));

    private static PrivateClusterException Missing(string what) => new(
        $"""
        {what}
        Do one of these:
          - install PostgreSQL 15 or newer (Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17);
          - set {FolderVariable} to the folder that holds initdb, pg_ctl and postgres;
          - give the connection string of a running server: --connection "Host=...;Username=...;Password=...;Database=...".
        """);
}
