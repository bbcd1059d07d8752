using System.Diagnostics;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Tests;

namespace OAuthAttest.Bench.Consents;

/// <param name="Decided">The share of consents that were evaluated when the last response arrived.</param>
/// <param name="Drain">How long it took to evaluate the rest.</param>
/// <param name="OfBare">Requests per second, as a share of the bare endpoint's in the same round.</param>
internal sealed record Measured(Burst Burst, TimeSpan Processor, double? Decided, TimeSpan? Drain, double OfBare = 1);

/// <summary>A server in its own process with its own cluster, warmed up, and idle between bursts.</summary>
internal sealed class MeasuredServer : IAsyncDisposable
{
    private const int LeastPerSecond = 3_000;
    private const int MostOfWarmUp = 80_000;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(12);

    private readonly PrivateCluster cluster;
    private readonly SlackSimulator slack;
    private readonly ServedProcess served;
    private readonly DecisionCount counts;
    private readonly Deliveries deliveries = new(BenchSettings.Secret);
    private double fastest;

    private MeasuredServer(ServedKind kind, PrivateCluster cluster, SlackSimulator slack, ServedProcess served)
    {
        (Kind, this.cluster, this.slack, this.served) = (kind, cluster, slack, served);
        counts = new DecisionCount(cluster.ConnectionString);
    }

    public ServedKind Kind { get; }

    public static async Task<MeasuredServer> StartAsync(ServedKind kind, int clients, CancellationToken cancellation)
    {
        var database = await ConsentBench.StartClusterAsync(cancellation);
        var simulator = await SlackSimulator.StartAsync(cancellation: cancellation);
        // Without a roster nobody is known to be a standard user, so an orchestration is started for each.
        if (kind != ServedKind.Acceptance)
            await BenchRoster.FillAsync(database.ConnectionString, 100, cancellation);
        var server = new MeasuredServer(
            kind,
            database,
            simulator,
            await ServedProcess.StartAsync(kind, database.ConnectionString, BenchSettings.With(simulator), cancellation)
        );
        server.fastest = (
            await Load.RunAsync(server.served.BaseUri, clients, server.deliveries.OfStandardUsers(MostOfWarmUp), WarmUp, cancellation)
        ).PerSecond;
        await server.WhenDecidedAsync(cancellation);
        return server;
    }

    public async Task<Measured> BurstAsync(int clients, TimeSpan time, CancellationToken cancellation)
    {
        // Signed before the burst begins, and more than the burst can send.
        var requests = deliveries.OfStandardUsers((int)(Math.Max(LeastPerSecond, 3 * fastest) * time.TotalSeconds));
        var (processor, before) = (served.ProcessorTime, await DecidedAsync(cancellation));
        var burst = await Load.RunAsync(served.BaseUri, clients, requests, time, cancellation);
        var used = served.ProcessorTime - processor;
        fastest = Math.Max(fastest, burst.PerSecond);
        if (Kind != ServedKind.Whole)
            return new Measured(burst, used, null, null);
        var (ended, decided) = (Stopwatch.GetTimestamp(), await DecidedAsync(cancellation) - before);
        await WhenDecidedAsync(cancellation);
        return new Measured(burst, used, decided / (double)burst.Latencies.Count, Stopwatch.GetElapsedTime(ended));
    }

    public async ValueTask DisposeAsync()
    {
        served.Dispose();
        await counts.DisposeAsync();
        await slack.DisposeAsync();
        await cluster.DisposeAsync();
    }

    private async Task<long> DecidedAsync(CancellationToken cancellation) =>
        Kind == ServedKind.Whole ? await counts.ReadAsync(cancellation) : 0;

    private Task WhenDecidedAsync(CancellationToken cancellation) => Kind == ServedKind.Whole
        ? Until.TrueAsync(async () => await counts.ReadUndecidedAsync(cancellation) == 0, "everything is decided", TimeSpan.FromMinutes(5))
        : Task.CompletedTask;
}
