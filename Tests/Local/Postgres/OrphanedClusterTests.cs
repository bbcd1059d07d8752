using System.Diagnostics;
using OAuthAttest.Local.Hosting;
using Xunit;

namespace OAuthAttest.Tests.Local.Postgres;

public sealed class OrphanedClusterTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"oauthattest-orphan-{Environment.ProcessId}");

    private string ServerLock => Path.Combine(folder, "data", "postmaster.pid");

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Owner_KilledWithItsWholeProcessTree_LeavesNoServerBehindAndCanStartAgain()
    {
        using (var owner = await StartOwnerAsync())
        {
            Assert.True(File.Exists(ServerLock));
            owner.Kill(entireProcessTree: true);
            await owner.WaitForExitAsync();
        }

        await Until.TrueAsync(() => !File.Exists(ServerLock), "the orphaned server has stopped");

        using var successor = await StartOwnerAsync();
        Assert.True(File.Exists(ServerLock));
        successor.Kill();
        await successor.WaitForExitAsync();
        await Until.TrueAsync(() => !File.Exists(ServerLock), "the second orphaned server has stopped");
    }

    /// <summary>Starts the host as a separate process and returns once it responds.</summary>
    private async Task<Process> StartOwnerAsync()
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(LocalHost).Assembly.Location, "run", "--data", folder, "--url", "http://127.0.0.1:0"]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Running.", StringComparison.Ordinal))
                return process;
        }

        throw new InvalidOperationException($"The host ended before it was up: {await errors}");
    }
}
