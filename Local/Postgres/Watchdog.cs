using System.Diagnostics;

namespace OAuthAttest.Local.Postgres;

/// <summary>
/// A small shell that outlives this process and stops the server once this process has ended in any way.
/// It notices through a pipe: the system closes our end at a normal exit and at kill -9, so no polling is needed.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    // The pipe is kept as fd 3, because a shell gives background jobs /dev/null as standard input. The last line read
    // counts: the server's process id, or "done". It runs in the background so that killing the process tree spares it.
    // A stopped server deletes its lock file, which is checked too: the process id stays as long as nothing reaps orphans.
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

    /// <summary>Starts the watchdog for a data folder; a temporary folder is deleted at the end.</summary>
    public static async Task<Watchdog> StartAsync(
        ServerUser user,
        string dataFolder,
        string? temporaryFolder,
        CancellationToken cancellation
    )
    {
        // A temporary folder is deleted, so the server needs no checkpoint: QUIT. A kept one is shut down cleanly: INT.
        var signal = temporaryFolder is null ? "INT" : "QUIT";
        var launched = ShellCommand.Start(
            user.Command("/bin/sh", "-c", Script, "watchdog", dataFolder, signal, temporaryFolder ?? ""),
            Path.GetTempPath(),
            redirect: false
        );
        await launched.WaitForExitAsync(cancellation);
        return new Watchdog(launched);
    }

    /// <summary>Tells the watchdog which process to stop.</summary>
    public void Guard(int serverProcess) => Say(serverProcess.ToString());

    /// <summary>Tells the watchdog that the server has been stopped already.</summary>
    public void Release() => Say("done");

    public void Dispose() => shell.Dispose();

    private void Say(string line)
    {
        shell.StandardInput.WriteLine(line);
        shell.StandardInput.Flush();
    }
}
