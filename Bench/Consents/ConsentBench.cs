using System.CommandLine;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Persistence;
using Spectre.Console;

namespace OAuthAttest.Bench.Consents;

/// <summary>
/// Consents: how many the endpoint accepts, compared with a bare endpoint that does one equal insert, and the time from a privileged
/// person's consent to the page. Each server has its own process and its own private cluster with fsync on.
/// </summary>
internal static class ConsentBench
{
    public static Command Command()
    {
        var part = new Option<string?>("--only") { Description = "Only 'throughput', only 'latency' or only 'overload'." };
        var seconds = new Option<int>("--seconds") { Description = "How long each burst is.", DefaultValueFactory = _ => 4 };
        var rate = new Option<int>("--rate") { Description = "Privileged consents a second.", DefaultValueFactory = _ => 50 };
        var command = new Command("consents", "Consents a second against a bare endpoint, and the time from webhook to page.")
        {
            part,
            seconds,
            rate,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(parsed.GetValue(part), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(rate), cancellation)
        );
        return command;
    }

    private static async Task<int> RunAsync(string? only, TimeSpan time, int rate, CancellationToken cancellation)
    {
        if (Console.IsOutputRedirected)
            AnsiConsole.Console.Profile.Width = 200;
        AnsiConsole.MarkupLineInterpolated(
            $"{Environment.ProcessorCount} processors shared by the server, PostgreSQL (fsync on), the clients and the simulators"
        );
        if (only is null or "throughput")
            AnsiConsole.Write(await ThroughputBench.RunAsync(time, cancellation));
        if (only is null or "latency")
            AnsiConsole.Write(await PageBench.RunAsync(rate, cancellation));
        if (only is null or "overload")
            AnsiConsole.Write(await PageBench.OverloadAsync(cancellation));
        return 0;
    }

    /// <summary>A cluster with the product's tables.</summary>
    public static async Task<PrivateCluster> StartClusterAsync(CancellationToken cancellation)
    {
        var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        await DatabaseMigration.MigrateAsync(cluster.ConnectionString, cancellation);
        return cluster;
    }
}
