using System.Collections.Concurrent;
using System.Diagnostics;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Local.Simulators.Datadog;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Tests;
using Spectre.Console;

namespace OAuthAttest.Bench.Consents;

/// <summary>
/// From webhook to page: 50 consents a second (or another rate), each of another privileged person to another app, so that each
/// opens an incident with a page, two Slack messages, a Datadog event and its metrics. Sent at a fixed rate, without waiting for
/// responses. Every outside call is answered after 100 ms; a page needs one.
/// </summary>
internal static class PageBench
{
    private const int WarmUpSeconds = 20;
    private const int Seconds = 20;
    private const int Connections = 64;
    private const int Executives = 500;
    private const int FirstRate = 16;
    private const int BurstSeconds = 8;
    private static readonly TimeSpan Backlog = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Outside = TimeSpan.FromMilliseconds(100);

    public static Task<Table> RunAsync(int perSecond, CancellationToken cancellation) =>
        ServeAsync(perSecond * (WarmUpSeconds + Seconds), scene => MeasureAsync(scene, perSecond, cancellation), cancellation);

    /// <summary>
    /// The rate that the machine sustains, and the pages at twice that rate. Sustained: a burst of some seconds after which all that is to
    /// be told is told within two seconds.
    /// </summary>
    public static Task<Table> OverloadAsync(CancellationToken cancellation) =>
        ServeAsync(Executives, scene => OverloadAsync(scene, cancellation), cancellation);

    private static async Task<Table> ServeAsync(int people, Func<Scene, Task<Table>> measure, CancellationToken cancellation)
    {
        await using var cluster = await ConsentBench.StartClusterAsync(cancellation);
        await using var slack = await SlackSimulator.StartAsync(new() { Latency = Outside }, cancellation: cancellation);
        await using var pager = await PagerDutySimulator.StartAsync(new() { Latency = Outside }, cancellation: cancellation);
        await using var datadog = await DatadogSimulator.StartAsync(new() { Latency = Outside }, cancellation: cancellation);
        slack.Add(new SimulatedChannel { Id = BenchSettings.Channel });
        var posted = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        slack.OnPosted(message => posted.TryAdd(message.Key ?? "", TimeProvider.System.GetUtcNow()));
        await BenchRoster.FillAsync(cluster.ConnectionString, people, cancellation);
        using var served = await ServedProcess.StartAsync(
            ServedKind.Whole,
            cluster.ConnectionString,
            BenchSettings.With(slack, pager.Settings().Concat(datadog.Settings())),
            cancellation
        );

        return await measure(new Scene(cluster.ConnectionString, served, pager, datadog, posted, people));
    }

    private static async Task<Table> OverloadAsync(Scene scene, CancellationToken cancellation)
    {
        await SendAsync(scene, FirstRate, WarmUpSeconds, cancellation);
        await scene.WhenQuietAsync();
        var (sustained, cost) = (0, 0.0);
        for (var rate = FirstRate; ; rate = rate * 5 / 4)
        {
            var processor = scene.Served.ProcessorTime;
            var burst = await SendAsync(scene, rate, BurstSeconds, cancellation);
            var ended = Stopwatch.GetTimestamp();
            await scene.WhenQuietAsync();
            var drain = Stopwatch.GetElapsedTime(ended);
            await Console.Error.WriteLineAsync($"{rate} a second: all told {drain.TotalSeconds:F1} s after the last");
            if (drain > Backlog)
                break;
            (sustained, cost) = (rate, (scene.Served.ProcessorTime - processor).TotalMilliseconds / burst.Count);
        }
        if (sustained == 0)
            throw new InvalidOperationException($"This machine does not sustain {FirstRate} incidents a second.");
        var sent = await SendAsync(scene, 2 * sustained, Seconds, cancellation);
        var over = Stopwatch.GetTimestamp();
        await scene.WhenQuietAsync();
        var after = Stopwatch.GetElapsedTime(over);
        // Once more, in a process that has had its few thousand incidents: what its code costs once the runtime has compiled it for good.
        var before = scene.Served.ProcessorTime;
        var again = await SendAsync(scene, sustained, Seconds, cancellation);
        await scene.WhenQuietAsync();
        var warm = (scene.Served.ProcessorTime - before).TotalMilliseconds / again.Count;
        var paged = scene.Pager.Alerts.ToDictionary(alert => alert.DedupKey, alert => alert.CreatedAt, StringComparer.Ordinal);
        var pages = new Latencies(sent.Select(one => paged[one.DedupKey] - one.At));
        var summaries = new Latencies(sent.Select(one => scene.Posted[EffectKeys.SlackSummary(one.DedupKey)] - one.At));
        var title = $"Twice the sustained rate: {2 * sustained} a second for {Seconds} s";
        var table = new Table().AddColumns(title, "p50, ms", "p99, ms", "largest, ms");
        table.AddRow("sent → page accepted by PagerDuty", pages.Cell(0.5), pages.Cell(0.99), pages.Cell(1));
        table.AddRow("sent → summary in Slack", summaries.Cell(0.5), summaries.Cell(0.99), summaries.Cell(1));
        table.Caption(
            $"sustained: {sustained} incidents a second, {cost:F1} ms of the server's processor time each, {warm:F1} ms at the same "
                + $"rate after the overload, which was told of within {after.TotalSeconds:F0} s");
        return table;
    }

    private static async Task<Table> MeasureAsync(Scene scene, int perSecond, CancellationToken cancellation)
    {
        var (served, pager, posted) = (scene.Served, scene.Pager, scene.Posted);
        await SendAsync(scene, perSecond, WarmUpSeconds, cancellation);
        await scene.WhenQuietAsync();
        var processor = served.ProcessorTime;
        var sent = await SendAsync(scene, perSecond, Seconds, cancellation);
        await scene.WhenQuietAsync();
        var used = served.ProcessorTime - processor;

        var paged = pager.Alerts.ToDictionary(alert => alert.DedupKey, alert => alert.CreatedAt, StringComparer.Ordinal);
        var pages = sent.Select(one => paged[one.DedupKey] - one.At).ToList();
        var table = new Table().AddColumns(
            $"{perSecond} consents a second for {Seconds} s, {sent.Count:N0} incidents",
            "p50, ms",
            "p99, ms",
            "largest, ms"
        );
        Add("sent → answered 202", sent.Select(one => one.Answered));
        Add("sent → page accepted by PagerDuty", pages);
        Add($"of it ours: without PagerDuty's {Outside.TotalMilliseconds:F0} ms", pages.Select(page => page - Outside));
        Add("sent → summary in Slack", sent.Select(one => posted[EffectKeys.SlackSummary(one.DedupKey)] - one.At));
        var history = await HistoryCount.OfAsync(scene.ConnectionString, "escalation-", cancellation);
        table.Caption(
            $"{used.TotalMilliseconds / sent.Count:F1} ms of the server's processor time an incident, everything included; {history} "
                + "history events"
        );
        return table;

        void Add(string what, IEnumerable<TimeSpan> times)
        {
            var latencies = new Latencies(times);
            table.AddRow(what, latencies.Cell(0.5), latencies.Cell(0.99), latencies.Cell(1));
        }
    }

    private static async Task<List<Sent>> SendAsync(
        Scene scene,
        int perSecond,
        int seconds,
        CancellationToken cancellation
    )
    {
        var idle = new ConcurrentBag<KeepAliveClient>();
        for (var i = 0; i < Connections; i++)
            idle.Add(await KeepAliveClient.ConnectAsync(scene.Served.BaseUri, cancellation));
        var under = new List<Task<Sent>>();
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        while (under.Count < perSecond * seconds && await beat.WaitForNextTickAsync(cancellation))
        {
            var client = idle.TryTake(out var free) ? free : await KeepAliveClient.ConnectAsync(scene.Served.BaseUri, cancellation);
            under.Add(SendOneAsync(client));
        }
        var sent = await Task.WhenAll(under);
        foreach (var client in idle)
            client.Dispose();
        return [.. sent];

        async Task<Sent> SendOneAsync(KeepAliveClient client)
        {
            var number = scene.Deliveries.Made;
            var (id, request) = scene.Deliveries.Next(BenchRoster.Person(number % scene.People), $"app-of-{number}");
            var (at, started) = (TimeProvider.System.GetUtcNow(), Stopwatch.GetTimestamp());
            await client.DeliverAsync(request, cancellation);
            var answered = Stopwatch.GetElapsedTime(started);
            idle.Add(client);
            return new Sent(IncidentKeys.DedupKey(EscalationKey.Of(ConsentSource.Standard, id)), at, answered);
        }
    }

    private sealed record Sent(string DedupKey, DateTimeOffset At, TimeSpan Answered);

    private sealed record Scene(
        string ConnectionString,
        ServedProcess Served,
        PagerDutySimulator Pager,
        DatadogSimulator Datadog,
        ConcurrentDictionary<string, DateTimeOffset> Posted,
        int People
    )
    {
        public Deliveries Deliveries { get; } = new(BenchSettings.Secret);

        /// <summary>Waits until every outside call of all incidents was made, so that none is left over for the next measurement.</summary>
        public Task WhenQuietAsync() =>
            Until.TrueAsync(
                () =>
                    Pager.Alerts.Count == Deliveries.Made
                    && Posted.Count >= 2 * Deliveries.Made
                    && Datadog.Events.Count == Deliveries.Made
                    && Datadog.Calls.GetValueOrDefault("series") >= Deliveries.Made,
                $"all of {Deliveries.Made} incidents are told of",
                TimeSpan.FromMinutes(5)
            );
    }
}
