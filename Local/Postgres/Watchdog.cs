using System.Diagnostics;

namespace OAuthAttest.Local.Postgres;

/// <summary>
/// A small shell that outlives this process and stops the server once this process is gone, however it went.
/// It notices through a pipe: the system closes our end at exit and at kill -9 alike, so nothing polls.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    // fd 3 keeps the pipe, for a shell gives its background jobs /dev/null as standard input. The last line read
    // wins: the server's process id, or "done". In the background, so that the death of a whole process tree spares it.
    // A stopped server takes its lock file away; its process id may stay for long where nobody reaps orphans.
    private const string Script =
        """
        exec 3<&0
        (
          trap '' INT TERM HUP
          server=
          while read -r line <&3; do server=$line; done
          if [ -z "$server" ]; then sleep 3; server=$(head -n 1 "$1/postmaster.pid" 2>/dev/null); fi
          if [ -n "$server" ] && [ "$server" != done ]; then
            kill -"$2" "$server" 2>/dev/null
            tries=0
            while [ -f "$1/postmaster.pid" ] && kill -0 "$server" 2>/dev/null; do
              tries=$((tries + 1))
              [ "$tries" -eq 60 ] && kill -QUIT "$server" 2>/dev/null
              [ "$tries" -ge 90 ] && break
              sleep 0.5
            done
          fi
          [ -n "$3" ] && rm -rf "$3"
        ) </dev/null >/dev/null 2>&1 &
        """;

    private readonly Process shell;

    private Watchdog(Process shell) => this.shell = shell;

    /// <summary>Starts the watch over a data folder; a temporary folder is deleted at the end.</summary>
    public static async Task<Watchdog> StartAsync(ServerUser user, string dataFolder, string? temporaryFolder, CancellationToken cancellation)
    {
        // What is thrown away needs no checkpoint: QUIT. What is kept is shut down cleanly: INT.
        var signal = temporaryFolder is null ? "INT" : "QUIT";
        var launched = ShellCommand.Start(
            user.Command("/bin/sh", "-c", Script, "watchdog", dataFolder, signal, temporaryFolder ?? ""), Path.GetTempPath(), redirect: false);
        await launched.WaitForExitAsync(cancellation);
        return new Watchdog(launched);
    }

    /// <summary>Says which process to stop.</summary>
    public void Guard(int serverProcess) => Say(serverProcess.ToString());

    /// <summary>The server has been stopped already.</summary>
    public void Release() => Say("done");

    public void Dispose() => shell.Dispose();

    private void Say(string line)
    {
        shell.StandardInput.WriteLine(line);
        shell.StandardInput.Flush();
    }
}
