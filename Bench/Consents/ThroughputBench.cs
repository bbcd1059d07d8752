using System.Diagnostics;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Tests;
using Spectre.Console;

namespace OAuthAttest.Bench.Consents;

/// <summary>
/// Requests a second, answered after their commit. The consents are of people who are in no roster, to an app with a high scope: all
/// of them are decided about, beside the requests and on the same processors, and nobody is paged.
/// </summary>
internal static class ThroughputBench
{
    private const int LeastPerSecond = 3_000;
    private const int MostOfWarmUp = 80_000;
    private static readonly int[] Clients = [32, 64];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);

    public static async Task<Table> RunAsync(TimeSpan time, CancellationToken cancellation)
    {
        var bare = await MeasureAsync(ServedKind.Bare, time, cancellation);
        var acceptance = await MeasureAsync(ServedKind.Acceptance, time, cancellation);
        var whole = await MeasureAsync(ServedKind.Whole, time, cancellation);
        var table = new Table().AddColumns("Consents of standard users", "Clients", "Requests/s", "p50, ms", "p99, ms", "Of the bare rate", "Server's processor µs each", "Decided meanwhile", "Seconds until all were");
        foreach (var (name, runs) in ((string, List<Measured>)[])[("bare endpoint, one equal INSERT", bare), ("accepted, orchestration started, nothing behind", acceptance), ("accepted, and decided beside it", whole)])
        {
            foreach (var (run, floor) in runs.Zip(bare))
                table.AddRow(name, $"{run.Burst.Clients}", $"{run.Burst.PerSecond:N0}", run.Burst.Latencies.Cell(0.5), run.Burst.Latencies.Cell(0.99), $"{run.Burst.PerSecond / floor.Burst.PerSecond:F2}", $"{run.Processor.TotalMicroseconds / run.Burst.Latencies.Count:N0}", run.Decided is { } decided ? $"{decided:P0}" : "", run.Drain is { } drain ? $"{drain.TotalSeconds:F1}" : "");
        }
        return table;
    }

    private static async Task<List<Measured>> MeasureAsync(ServedKind kind, TimeSpan time, CancellationToken cancellation)
    {
        await using var cluster = await ConsentBench.StartClusterAsync(cancellation);
        await using var slack = await SlackSimulator.StartAsync(cancellationToken: cancellation);
        await using var counts = new DecisionCount(cluster.ConnectionString);
        await BenchRoster.FillAsync(cluster.ConnectionString, 100, cancellation);
        using var served = await ServedProcess.StartAsync(kind, cluster.ConnectionString, BenchSettings.With(slack), cancellation);
        var deliveries = new Deliveries(BenchSettings.Secret);
        var warm = await Load.RunAsync(served.BaseUri, Clients[^1], deliveries.OfStandardUsers(MostOfWarmUp), WarmUp, cancellation);
        // Signed before the burst begins, and more than it can send: the warm-up was slower.
        var enough = (int)(Math.Max(LeastPerSecond, 3 * warm.PerSecond) * time.TotalSeconds);
        var runs = new List<Measured>();
        foreach (var clients in Clients)
        {
            await WhenDecidedAsync();
            var requests = deliveries.OfStandardUsers(enough);
            var (processor, before) = (served.ProcessorTime, kind == ServedKind.Whole ? await counts.ReadAsync(cancellation) : 0);
            var burst = await Load.RunAsync(served.BaseUri, clients, requests, time, cancellation);
            var used = served.ProcessorTime - processor;
            await Console.Error.WriteLineAsync($"{kind}, {clients} clients: {burst.PerSecond:N0} requests/s");
            if (kind != ServedKind.Whole)
            {
                runs.Add(new Measured(burst, used, null, null));
                continue;
            }
            var (ended, decided) = (Stopwatch.GetTimestamp(), await counts.ReadAsync(cancellation) - before);
            await WhenDecidedAsync();
            runs.Add(new Measured(burst, used, decided / (double)burst.Latencies.Count, Stopwatch.GetElapsedTime(ended)));
        }
        return runs;

        Task WhenDecidedAsync() => kind == ServedKind.Whole
            ? Until.TrueAsync(async () => await counts.ReadUndecidedAsync(cancellation) == 0, "everything is decided", TimeSpan.FromMinutes(5))
            : Task.CompletedTask;
    }

    /// <param name="Decided">Which share was decided about when the last was answered.</param>
    /// <param name="Drain">How long the rest took.</param>
    private sealed record Measured(Burst Burst, TimeSpan Processor, double? Decided, TimeSpan? Drain);
}
