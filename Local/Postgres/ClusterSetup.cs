using System.Globalization;

namespace OAuthAttest.Local.Postgres;

/// <summary>Prepares the data folder so that the server can start in it.</summary>
internal sealed class ClusterSetup(string binFolder, string rootFolder, string superuser, ServerUser user)
{
    public string BinFolder => binFolder;

    public string RootFolder => rootFolder;

    public string DataFolder { get; } = DataFolderOf(rootFolder);

    private string PasswordFile => PasswordFileOf(rootFolder);

    /// <summary>The server's process id from its lock file, if it is running.</summary>
    public static int? ServerProcess(string dataFolder)
    {
        var lockFile = Path.Combine(dataFolder, "postmaster.pid");
        if (!File.Exists(lockFile))
            return null;
        var first = File.ReadLines(lockFile).FirstOrDefault();
        return int.TryParse(first, NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) && IsRunning(id) ? id : null;
    }

    /// <summary>Port and password of the server that runs in a folder.</summary>
    public static (int Port, string Password)? FindRunning(string rootFolder)
    {
        var dataFolder = DataFolderOf(rootFolder);
        if (ServerProcess(dataFolder) is null || !File.Exists(PasswordFileOf(rootFolder)))
            return null;
        // The lock file's fourth line is the port: https://www.postgresql.org/docs/current/storage-file-layout.html
        var port = File.ReadLines(Path.Combine(dataFolder, "postmaster.pid")).ElementAtOrDefault(3);
        return int.TryParse(port, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? (number, File.ReadAllText(PasswordFileOf(rootFolder)).Trim())
            : null;
    }

    private static string DataFolderOf(string rootFolder) => Path.Combine(rootFolder, "data");

    private static string PasswordFileOf(string rootFolder) => Path.Combine(rootFolder, "password");

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Waits while the watchdog of a killed process is still stopping the server; fails when a running process uses it.</summary>
    public async Task WaitUntilUnusedAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (ServerProcess(DataFolder) is { } process)
        {
            if (waited.Elapsed > limit)
            {
                throw new PrivateClusterException(
                    $"Another process (PostgreSQL, process {process}) uses the data folder {rootFolder}. Stop it, or choose another folder."
                );
            }
            await timer.WaitForNextTickAsync(cancellation);
        }
    }

    /// <summary>Creates the cluster unless it exists.</summary>
    /// <param name="quickSignIn">See <see cref="PrivateClusterOptions.QuickSignIn"/>.</param>
    /// <returns>The superuser's password.</returns>
    public async Task<string> PrepareAsync(bool quickSignIn, CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(DataFolder, "PG_VERSION")))
        {
            EnsureSameVersion();
            return (await File.ReadAllTextAsync(PasswordFile, cancellation)).Trim();
        }

        var password = PrivateCluster.NewPassword();
        await File.WriteAllTextAsync(PasswordFile, password, cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PasswordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await user.OwnAsync(rootFolder, cancellation);
        var created = await ShellCommand.RunAsync(
            user.Command(
                Path.Combine(binFolder, "initdb"), "-D", DataFolder, "-U", superuser, $"--pwfile={PasswordFile}",
                $"--auth={(quickSignIn ? "md5" : "scram-sha-256")}", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions"),
            rootFolder, cancellation);
        if (created.ExitCode != 0)
        {
            throw new PrivateClusterException(
                $"PostgreSQL's initdb failed in {rootFolder} (as user {user.Description}):\n{created.Output}"
            );
        }
        return password;
    }

    private void EnsureSameVersion()
    {
        var stored = File.ReadAllText(Path.Combine(DataFolder, "PG_VERSION")).Trim();
        var installed = ShellCommand.Output(Path.Combine(binFolder, "postgres"), ["--version"]);
        if (
            !installed.Contains($" {stored}.", StringComparison.Ordinal)
            && !installed.EndsWith($" {stored}", StringComparison.Ordinal)
            && !installed.Contains($" {stored} ", StringComparison.Ordinal)
        )
        {
            throw new PrivateClusterException(
                $"The data folder {rootFolder} was written by PostgreSQL {stored}, but {binFolder} holds {installed}. "
                    + $"Set {PostgresBinaries.FolderVariable} to PostgreSQL {stored}, upgrade the folder with pg_upgrade, or choose "
                        + "another one."
            );
        }
    }
}
