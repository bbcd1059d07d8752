using System.Text.RegularExpressions;
using OAuthAttest.Local.Postgres;

namespace OAuthAttest.Tests.Functions;

/// <summary>Stops a private cluster's server under whoever uses it, and starts it again on the same port.</summary>
internal sealed class PostgresOutage(PrivateCluster cluster)
{
    private readonly ServerUser user = ServerUser.Choose();

    private string DataFolder => Path.Combine(cluster.Folder, "data");

    /// <summary>As a server goes down for maintenance: whoever is connected is thrown out.</summary>
    public Task BeginAsync() => RunAsync("stop", "-w", "-m", "fast");

    /// <summary>As a server dies.</summary>
    public Task CrashAsync() => RunAsync("stop", "-w", "-m", "immediate");

    public Task EndAsync()
    {
        // What pg_ctl started the server with the first time, after the data folder.
        var options = Regex.Match(File.ReadAllText(Path.Combine(DataFolder, "postmaster.opts")).Trim(), "\"-D\" \"[^\"]+\" (?<rest>.*)$", RegexOptions.None, TimeSpan.FromSeconds(1));
        return RunAsync("start", "-w", "-l", Path.Combine(cluster.Folder, "postgres.log"), "-o", options.Groups["rest"].Value.Replace('"', '\''));
    }

    private async Task RunAsync(params IEnumerable<string> arguments)
    {
        var done = await ShellCommand.RunAsync(user.Command([Path.Combine(cluster.BinFolder, "pg_ctl"), .. arguments, "-D", DataFolder]), cluster.Folder, CancellationToken.None);
        if (done.ExitCode != 0)
            throw new InvalidOperationException($"pg_ctl failed: {done.Output}");
    }
}
