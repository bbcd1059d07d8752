using System.Diagnostics;
using System.Globalization;

namespace OAuthAttest.Bench.Engine.Soak;

/// <summary>What a run did besides what the tables say.</summary>
/// <param name="Kills">How many processes were killed, each before the end of the virtual time.</param>
/// <param name="AtStart">How many of them while they took over from the one before, or just after.</param>
/// <param name="Errors">What the processes wrote to standard error.</param>
internal sealed record SoakCourse(int Kills, int AtStart, TimeSpan Elapsed, IReadOnlyList<string> Errors);

/// <summary>Starts the process of the soak, kills it, starts the next, until the virtual time is over.</summary>
internal sealed class SoakRun(string connectionString, SoakPlan plan, SoakTables tables, Random chance)
{
    /// <summary>The exit code that .NET reports for a process that SIGKILL ended.</summary>
    private const int Killed = 128 + 9;

    // Kills are aimed at the first 97 percent: a process that is warm passes some minutes of virtual time before it is hit.
    private const double AimedAt = 0.97;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Standstill = TimeSpan.FromMinutes(2);

    private readonly List<string> errors = [];
    private int run;

    /// <exception cref="SoakFailedException">A process ended by itself too early, or stood still.</exception>
    public async Task<SoakCourse> CompleteAsync(int kills, CancellationToken cancellation)
    {
        var (started, atStart) = (Stopwatch.GetTimestamp(), 0);
        for (var kill = 0; kill < kills; kill++)
        {
            // One in five is hit while it takes over, wherever its time stands; the others when virtual time has come so far.
            var early = chance.Next(5) == 0;
            atStart += early ? 1 : 0;
            var share = (kill + chance.NextDouble()) / kills * AimedAt;
            var target = early ? DateTime.MinValue : SoakPlan.Begin + (share * (plan.End - SoakPlan.Begin));
            await KillOneAsync(target, TimeSpan.FromMilliseconds(chance.Next(early ? 500 : 200)), cancellation);
        }

        await LetOneEndAsync(cancellation);
        return new SoakCourse(kills, atStart, Stopwatch.GetElapsedTime(started), errors);
    }

    private async Task KillOneAsync(DateTime target, TimeSpan delay, CancellationToken cancellation)
    {
        using var process = StartNext(out var said);
        try
        {
            await WatchAsync(process, target, cancellation);
            await Task.Delay(delay, cancellation);
        }
        finally
        {
            process.Kill();
        }

        await process.WaitForExitAsync(cancellation);
        AddErrors(await said);
        var (_, reached) = await tables.ProgressAsync(cancellation);
        if (process.ExitCode != Killed || reached >= plan.End)
            throw Failed($"Process {run} was to be killed, but ended by itself with code {process.ExitCode} at {Hour(reached)}.");
    }

    private async Task LetOneEndAsync(CancellationToken cancellation)
    {
        using var process = StartNext(out var said);
        try
        {
            await WatchAsync(process, DateTime.MaxValue, cancellation);
        }
        finally
        {
            process.Kill();
        }

        await process.WaitForExitAsync(cancellation);
        AddErrors(await said);
        if (process.ExitCode != 0)
            throw Failed($"Process {run} ended with code {process.ExitCode} at {Hour((await tables.ProgressAsync(cancellation)).At)}.");
    }

    /// <summary>Returns when the process has begun and virtual time has reached the target, or when it has ended.</summary>
    private async Task WatchAsync(Process process, DateTime target, CancellationToken cancellation)
    {
        var (last, moved) = (DateTime.MinValue, Stopwatch.GetTimestamp());
        while (!process.HasExited)
        {
            var (latest, reached) = await tables.ProgressAsync(cancellation);
            if (latest == run && reached >= target)
                return;
            if (reached != last)
                (last, moved) = (reached, Stopwatch.GetTimestamp());
            if (Stopwatch.GetElapsedTime(moved) > Standstill)
                throw Failed($"Process {run} stands still at {Hour(reached)}.");
            await Task.Delay(Look, cancellation);
        }
    }

    private Process StartNext(out Task<string> said)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        foreach (var argument in (IEnumerable<object>)
            [typeof(SoakRun).Assembly.Location, SoakVerb.Name, connectionString, plan.Instances, plan.Hours, plan.Resident, ++run])
        {
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The process of the soak did not start.");
        said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        return process;
    }

    private void AddErrors(string said)
    {
        if (!string.IsNullOrWhiteSpace(said))
            errors.Add($"Process {run} wrote: {said.Trim()}");
    }

    private SoakFailedException Failed(string reason) => new(string.Join('\n', [reason, .. errors]));

    private static string Hour(DateTime at) =>
        string.Create(CultureInfo.InvariantCulture, $"virtual hour {(at - SoakPlan.Begin).TotalHours:F2}");
}

/// <summary>The soak could not be carried out; the message says what a process did instead.</summary>
internal sealed class SoakFailedException(string message) : Exception(message);
