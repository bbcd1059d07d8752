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
    private static readonly TimeSpan Outside = TimeSpan.FromMilliseconds(100);

    public static async Task<Table> RunAsync(int perSecond, CancellationToken cancellation)
    {
        await using var cluster = await ConsentBench.StartClusterAsync(cancellation);
        await using var slack = await SlackSimulator.StartAsync(new() { Latency = Outside }, cancellation: cancellation);
        await using var pager = await PagerDutySimulator.StartAsync(new() { Latency = Outside }, cancellation: cancellation);
        await using var datadog = await DatadogSimulator.StartAsync(new() { Latency = Outside }, cancellation: cancellation);
        slack.Add(new SimulatedChannel { Id = BenchSettings.Channel });
        var posted = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        slack.OnPosted(message => posted.TryAdd(message.Key ?? "", TimeProvider.System.GetUtcNow()));
        await BenchRoster.FillAsync(cluster.ConnectionString, perSecond * (WarmUpSeconds + Seconds), cancellation);
        using var served = await ServedProcess.StartAsync(
            ServedKind.Whole,
            cluster.ConnectionString,
            BenchSettings.With(slack, pager.Settings().Concat(datadog.Settings())),
            cancellation
        );

        var deliveries = new Deliveries(BenchSettings.Secret);
        await SendAsync(served, deliveries, perSecond, WarmUpSeconds, cancellation);
        await WhenQuietAsync(perSecond * WarmUpSeconds);
        var processor = served.ProcessorTime;
        var sent = await SendAsync(served, deliveries, perSecond, Seconds, cancellation);
        await WhenQuietAsync(perSecond * (WarmUpSeconds + Seconds));
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
        var history = await HistoryCount.OfAsync(cluster.ConnectionString, "escalation-", cancellation);
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

        // Waits until every outside call of all incidents was made, so that none is left over for the next measurement.
        Task WhenQuietAsync(int incidents) =>
            Until.TrueAsync(
                () =>
                    pager.Alerts.Count == incidents
                    && posted.Count >= 2 * incidents
                    && datadog.Events.Count == incidents
                    && datadog.Calls.GetValueOrDefault("series") >= incidents,
                $"all of {incidents} incidents are told of",
                TimeSpan.FromMinutes(1)
            );
    }

    private static async Task<List<Sent>> SendAsync(
        ServedProcess served,
        Deliveries deliveries,
        int perSecond,
        int seconds,
        CancellationToken cancellation
    )
    {
        var idle = new ConcurrentBag<KeepAliveClient>();
        for (var i = 0; i < Connections; i++)
            idle.Add(await KeepAliveClient.ConnectAsync(served.BaseUri, cancellation));
        var under = new List<Task<Sent>>();
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        while (under.Count < perSecond * seconds && await beat.WaitForNextTickAsync(cancellation))
            under.Add(SendOneAsync(idle.TryTake(out var free) ? free : await KeepAliveClient.ConnectAsync(served.BaseUri, cancellation)));
        var sent = await Task.WhenAll(under);
        foreach (var client in idle)
            client.Dispose();
        return [.. sent];

        async Task<Sent> SendOneAsync(KeepAliveClient client)
        {
            var number = deliveries.Made;
            var (id, request) = deliveries.Next(BenchRoster.Person(number), $"app-of-{number}");
            var (at, started) = (TimeProvider.System.GetUtcNow(), Stopwatch.GetTimestamp());
            await client.DeliverAsync(request, cancellation);
            var answered = Stopwatch.GetElapsedTime(started);
            idle.Add(client);
            return new Sent(IncidentKeys.DedupKey(EscalationKey.Of(ConsentSource.Standard, id)), at, answered);
        }
    }

    private sealed record Sent(string DedupKey, DateTimeOffset At, TimeSpan Answered);
}
