namespace OAuthAttest.Local.Postgres;

/// <summary>
/// The operating system's user that runs the server. PostgreSQL refuses root, so root switches to an
/// unprivileged user; any other user is kept.
/// </summary>
internal sealed class ServerUser
{
    private static readonly string[] Unprivileged = ["postgres", "nobody", "daemon"];
    private static readonly string[] SystemFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    private readonly string? name;
    private readonly string? switcher;

    private ServerUser(string? name, string? switcher)
    {
        this.name = name;
        this.switcher = switcher;
    }

    public string Description => name ?? Environment.UserName;

    public static ServerUser Choose()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new PrivateClusterException(
                "A private PostgreSQL cluster needs Linux or macOS. On Windows, give the connection string of a running server with "
                    + "--connection."
            );
        }
        if (!Environment.IsPrivilegedProcess)
            return new ServerUser(null, null);

        var users = File.Exists("/etc/passwd") ? File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet() : [];
        var user = Unprivileged.FirstOrDefault(users.Contains);
        var tool = Find("setpriv") ?? Find("runuser") ?? Find("su");
        if (user is null || tool is null)
        {
            throw new PrivateClusterException(
                "PostgreSQL refuses to run as root, and there is no unprivileged user (postgres, nobody, daemon) or no tool (setpriv, "
                    + "runuser, su) to switch to one. "
                    + "Run as an ordinary user, or give the connection string of a running server with --connection."
            );
        }

        return new ServerUser(user, tool);
    }

    /// <summary>The command as it must be started so that it runs as this user.</summary>
    public IReadOnlyList<string> Command(params IEnumerable<string> command) => (name, Path.GetFileName(switcher)) switch
    {
        (null, _) => [.. command],
        (_, "setpriv") => [switcher!, $"--reuid={name}", $"--regid={name}", "--init-groups", "--", .. command],
        (_, "runuser") => [switcher!, "-u", name, "--", .. command],
        _ => [switcher!, "-s", "/bin/sh", name, "-c", string.Join(' ', command.Select(Quote))],
    };

    /// <summary>Makes the folder belong to this user, with no access for others.</summary>
    public async Task OwnAsync(string folder, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (name is null)
            return;
        var owned = await ShellCommand.RunAsync(["chown", "-R", name, folder], Path.GetTempPath(), cancellation);
        if (owned.ExitCode != 0)
            throw new PrivateClusterException($"The folder {folder} could not be handed to the user {name}: {owned.Output}");
        var reach = await ShellCommand.RunAsync(Command("test", "-w", folder), Path.GetTempPath(), cancellation);
        if (reach.ExitCode != 0)
        {
            throw new PrivateClusterException(
                $"The user {name}, as which PostgreSQL runs, cannot reach {folder}. Choose a folder that every user can pass through, "
                    + "such as one below /var/tmp; for temporary clusters, set TMPDIR."
            );
        }
    }

    private static string? Find(string tool) =>
        SystemFolders.Select(folder => Path.Combine(folder, tool)).FirstOrDefault(File.Exists);

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
