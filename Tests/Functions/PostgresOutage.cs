using System.Text.RegularExpressions;
using OAuthAttest.Local.Postgres;

namespace OAuthAttest.Tests.Functions;

/// <summary>Stops a private cluster's server under whoever uses it, and starts it again on the same port.</summary>
internal sealed class PostgresOutage(PrivateCluster cluster)
{
    private readonly ServerUser user = ServerUser.Choose();

    private string DataFolder => Path.Combine(cluster.Folder, "data");

    /// <summary>Stops the server as for maintenance: open connections are closed.</summary>
    public Task BeginAsync() => RunAsync("stop", "-w", "-m", "fast");

    /// <summary>Stops the server as if it crashed.</summary>
    public Task CrashAsync() => RunAsync("stop", "-w", "-m", "immediate");

    public Task EndAsync()
    {
        // The options after the data folder with which pg_ctl first started the server.
        var options = Regex.Match(
            File.ReadAllText(Path.Combine(DataFolder, "postmaster.opts")).Trim(),
            "\"-D\" \"[^\"]+\" (?<rest>.*)$",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
        return RunAsync(
            "start",
            "-w",
            "-l",
            Path.Combine(cluster.Folder, "postgres.log"),
            "-o",
            options.Groups["rest"].Value.Replace('"', '\'')
        );
    }

    private async Task RunAsync(params IEnumerable<string> arguments)
    {
        var done = await ShellCommand.RunAsync(
            user.Command([Path.Combine(cluster.BinFolder, "pg_ctl"), .. arguments, "-D", DataFolder]),
            cluster.Folder,
            CancellationToken.None
        );
        if (done.ExitCode != 0)
            throw new InvalidOperationException($"pg_ctl failed: {done.Output}");
    }
}
