using System.Diagnostics;

namespace OAuthAttest.Local.Postgres;

/// <summary>Runs a program until it ends and returns its output.</summary>
internal static class ShellCommand
{
    public sealed record Result(int ExitCode, string Output);

    public static async Task<Result> RunAsync(IReadOnlyList<string> command, string workingFolder, CancellationToken cancellation)
    {
        using var process = Start(command, workingFolder, redirect: true);
        var output = process.StandardOutput.ReadToEndAsync(cancellation);
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Result(process.ExitCode, (await output + await errors).Trim());
    }

    /// <summary>The trimmed output of a quick command; empty when it fails.</summary>
    public static string Output(string program, IReadOnlyList<string> arguments)
    {
        using var process = Start([program, .. arguments], Path.GetTempPath(), redirect: true);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Trim() : "";
    }

    public static Process Start(IReadOnlyList<string> command, string workingFolder, bool redirect)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = redirect,
            RedirectStandardError = redirect,
        };
        // PGDATA, PGHOST and similar variables of this process must not affect the private cluster.
        foreach (var name in start.Environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start");
    }
}
