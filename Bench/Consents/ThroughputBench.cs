using Spectre.Console;

namespace OAuthAttest.Bench.Consents;

/// <summary>
/// Requests per second, answered after their commit. The consents are of people who are in no roster, to an app with a high scope:
/// all of them are evaluated, during the requests and on the same processors, and nobody is paged. The servers are measured in turn,
/// round after round, so that a temporary slowdown of the machine affects all of them; the median round counts.
/// </summary>
internal static class ThroughputBench
{
    private const int Rounds = 3;
    private static readonly int[] Clients = [32, 64];
    private static readonly (ServedKind Kind, string Name)[] Servers =
    [
        (ServedKind.Bare, "bare endpoint, one equal INSERT"),
        (ServedKind.Acceptance, "accepted, orchestration started, nothing behind"),
        (ServedKind.Whole, "accepted and decided"),
    ];

    public static async Task<Table> RunAsync(TimeSpan time, CancellationToken cancellation)
    {
        var runs = new Dictionary<(ServedKind, int), List<Measured>>();
        var servers = new List<MeasuredServer>();
        try
        {
            foreach (var (kind, _) in Servers)
                servers.Add(await MeasuredServer.StartAsync(kind, Clients[^1], cancellation));
            for (var round = 1; round <= Rounds; round++)
            {
                foreach (var clients in Clients)
                {
                    var floor = 0.0;
                    foreach (var server in servers)
                    {
                        var measured = await server.BurstAsync(clients, time, cancellation);
                        floor = server.Kind == ServedKind.Bare ? measured.Burst.PerSecond : floor;
                        await Console.Error.WriteLineAsync(
                            $"round {round}, {clients} clients, {server.Kind}: {measured.Burst.PerSecond:N0} requests/s"
                        );
                        if (!runs.TryGetValue((server.Kind, clients), out var rounds))
                            runs[(server.Kind, clients)] = rounds = [];
                        rounds.Add(measured with { OfBare = measured.Burst.PerSecond / floor });
                    }
                }
            }
        }
        finally
        {
            foreach (var server in servers)
                await server.DisposeAsync();
        }
        return Tabulate(runs);
    }

    private static Table Tabulate(Dictionary<(ServedKind, int), List<Measured>> runs)
    {
        var table = new Table().AddColumns(
            "Consents of standard users",
            "Clients",
            "Requests/s",
            "p50, ms",
            "p99, ms",
            "Of the bare rate, median (least to most)",
            "Server's processor µs each",
            "Decided meanwhile",
            "Seconds until all were"
        );
        foreach (var (kind, name) in Servers)
        {
            foreach (var clients in Clients)
            {
                var rounds = runs[(kind, clients)].OrderBy(run => run.OfBare).ToList();
                var run = rounds[Rounds / 2];
                table.AddRow(
                    name,
                    $"{clients}",
                    $"{run.Burst.PerSecond:N0}",
                    run.Burst.Latencies.Cell(0.5),
                    run.Burst.Latencies.Cell(0.99),
                    $"{run.OfBare:F2} ({rounds[0].OfBare:F2} to {rounds[^1].OfBare:F2})",
                    $"{run.Processor.TotalMicroseconds / run.Burst.Latencies.Count:N0}",
                    run.Decided is { } decided ? $"{decided:P0}" : "",
                    run.Drain is { } drain ? $"{drain.TotalSeconds:F1}" : ""
                );
            }
        }
        return table;
    }
}
