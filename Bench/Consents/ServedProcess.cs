using System.Diagnostics;

namespace OAuthAttest.Bench.Consents;

/// <summary>Starts this program again as the measured server, so that it has its own process, runtime and thread pool.</summary>
internal sealed class ServedProcess : IDisposable
{
    private readonly Process process;

    private ServedProcess(Process process) => this.process = process;

    public Uri BaseUri { get; private set; } = null!;

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServedProcess> StartAsync(
        ServedKind kind,
        string connectionString,
        IReadOnlyDictionary<string, string?> settings,
        CancellationToken cancellation
    )
    {
        // The server ends when its standard input closes, so also when this process dies.
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(ServedProcess).Assembly.Location, ServedVerb.Name, kind.ToString(), connectionString])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in settings)
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        var served = new ServedProcess(Process.Start(start) ?? throw new InvalidOperationException("The server did not start."));
        var line = await served.process.StandardOutput.ReadLineAsync(cancellation);
        served.BaseUri = line is null ? throw new InvalidOperationException("The server ended before it listened.") : new Uri(line);
        return served;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
