using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>Every outside call with every fault, and a host crash before and after each: nothing is lost or visible twice.</summary>
public sealed class EscalationFaultTests(EscalationFaultTests.SharedWorld shared) : IClassFixture<EscalationFaultTests.SharedWorld>
{
    private static readonly HttpFault[] Faults =
    [
        HttpFault.Throttled,
        HttpFault.ThrottledByReset,
        HttpFault.ThrottledWithoutDelay,
        HttpFault.ServerError,
        HttpFault.HtmlPage,
        HttpFault.HtmlPageAfterAccepting,
        HttpFault.ServerErrorAfterAccepting,
        HttpFault.SilentBeforeAccepting,
        HttpFault.SilentAfterAccepting,
        HttpFault.BrokenBeforeAccepting,
        HttpFault.BrokenAfterAccepting,
    ];

    public static TheoryData<string, string, HttpFault, int> PlainFaults()
    {
        var data = new TheoryData<string, string, HttpFault, int>();
        foreach (
            var (service, method) in new[]
            {
                ("pagerduty", "enqueue"),
                ("pagerduty", "incidents"),
                ("datadog", "events"),
                ("datadog", "series"),
            }
        )
        {
            foreach (var fault in Faults)
                data.Add(service, method, fault, 1);
        }
        // All three attempts with the first key fail: the fallback key is used.
        data.Add("pagerduty", "enqueue", HttpFault.ServerError, 3);
        data.Add("pagerduty", "enqueue", HttpFault.ServerErrorAfterAccepting, 3);
        return data;
    }

    public static TheoryData<string, SlackFault> SlackFaults()
    {
        var data = new TheoryData<string, SlackFault>();
        foreach (var method in new[] { "chat.postMessage", "chat.update" })
        {
            foreach (var fault in Enum.GetValues<SlackFault>().Where(fault => fault != SlackFault.None))
                data.Add(method, fault);
        }
        return data;
    }

    public static TheoryData<string, string, int, CallMoment> Strikes()
    {
        var data = new TheoryData<string, string, int, CallMoment>();
        foreach (
            var (service, method, calls) in new[]
            {
                ("pagerduty", "enqueue", 1),
                ("pagerduty", "incidents", 1),
                ("slack", "chat.postMessage", 2),
                ("slack", "chat.update", 1),
                ("datadog", "events", 1),
                ("datadog", "series", 1),
            }
        )
        {
            for (var number = 1; number <= calls; number++)
            {
                data.Add(service, method, number, CallMoment.Received);
                data.Add(service, method, number, CallMoment.Accepted);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(PlainFaults))]
    public async Task PlainService_MeetsAFault_NothingIsLost(string service, string method, HttpFault fault, int times)
    {
        var world = await shared.FreshAsync();
        var faults = service == "pagerduty" ? world.Pager.Faults : world.Datadog.Faults;
        faults.Next(method, [.. Enumerable.Repeat(fault, times)]);
        await CheckAsync(world);
    }

    [Theory]
    [InlineData("pagerduty")]
    [InlineData("datadog")]
    public async Task PlainService_RefusesConnectionsForSeconds_NothingIsLost(string service)
    {
        var world = await shared.FreshAsync();
        var server = service == "pagerduty" ? world.Pager.Server : world.Datadog.Server;
        await server.RefuseAsync();
        var consent = await LetInAsync(world);
        await server.AcceptAsync();
        await CheckAsync(world, consent);
    }

    [Theory]
    [MemberData(nameof(SlackFaults))]
    public async Task Slack_MeetsAFault_EachMessageIsThereOnce(string method, SlackFault fault)
    {
        var world = await shared.FreshAsync();
        world.Slack.Faults.Next(method, fault);
        if (method == "chat.update")
            HaveARepaint(world);
        await CheckAsync(world);
    }

    [Theory]
    [MemberData(nameof(Strikes))]
    public async Task HostIsStruckDown_BeforeOrAfterACall_TheNextOneGoesOn(string service, string method, int number, CallMoment moment)
    {
        var world = await shared.FreshAsync();
        var hook = world.StrikeAt(method, number, moment);
        switch (service)
        {
            case "pagerduty": world.Pager.OnCall = hook; break;
            case "datadog": world.Datadog.OnCall = hook; break;
            default: world.Slack.OnCall = hook; break;
        }
        if (method == "chat.update")
            HaveARepaint(world);
        var before = world.Restarts;
        await CheckAsync(world);
        Assert.Equal(before + 1, world.Restarts);
    }

    [Fact]
    public async Task HostIsStruckDown_BetweenCommitAndStart_TheSweepStartsIt()
    {
        var world = await shared.FreshAsync();
        var consent = await LetInAsync(world, isStarted: false);
        await world.RestartAsync();
        await CheckAsync(world, consent);
    }

    /// <param name="consent">Null: a new consent is accepted here.</param>
    private static async Task CheckAsync(CourseWorld world, AcceptedConsent? consent = null)
    {
        var points = consent is null ? world.Datadog.Points.Count : 0;
        consent ??= await LetInAsync(world);
        await world.PassAsync(TimeSpan.FromMinutes(3));

        var incident = await world.IncidentAsync(IncidentKeys.DedupKey(consent.Key));
        Assert.NotNull(incident.PagedAt);
        Assert.InRange(incident.PagedAt!.Value - incident.OpenedAt, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        var alerts = world.Pager.Alerts.Where(alert => alert.DedupKey == incident.DedupKey).ToList();
        Assert.NotEmpty(alerts);
        Assert.Equal(await IncidentsAsync(world), world.Pager.Alerts.Select(alert => alert.DedupKey).Distinct().Count());
        // A second alert may only be on the other key, and only if the first key's responses were unclear.
        Assert.Equal(alerts.Count, alerts.Select(alert => alert.RoutingKey).Distinct().Count());

        var messages = world
            .Messages.Where(message => message.Key!.EndsWith(':' + incident.DedupKey, StringComparison.Ordinal))
            .OrderBy(message => message.Key, StringComparer.Ordinal)
            .ToList();
        Assert.Equal(
            [EffectKeys.SlackDetails(incident.DedupKey), EffectKeys.SlackSummary(incident.DedupKey)],
            messages.Select(message => message.Key)
        );
        Assert.Equal(messages[1].Timestamp, messages[0].Thread);
        Assert.Contains("PagerDuty incident", messages[1].ReadAloud(), StringComparison.Ordinal);

        Assert.Contains(world.Datadog.Events, told => told.AggregationKey == incident.DedupKey);
        var measured = world.Datadog.Points.Skip(points).Select(point => point.Metric).ToList();
        Assert.Contains("oauthattest.escalation.count", measured);
        Assert.Contains("oauthattest.escalation.seconds_to_page", measured);
        Assert.All(await world.EffectsAsync(incident.Id), effect =>
            Assert.True(
                effect.State == EffectState.Done || effect.Kind == EffectKind.Page,
                $"{effect.Key} is {effect.State}: {effect.LastError}"
            )
        );
    }

    // Delays the incident's link, so that the summary is posted without it: otherwise there may be nothing to update.
    private static void HaveARepaint(CourseWorld world) => world.Pager.Faults.Next("incidents", HttpFault.ServerError);

    // Each consent is for another app, so that it opens its own incident.
    private static Task<AcceptedConsent> LetInAsync(CourseWorld world, bool isStarted = true) =>
        world.LetInAsync(client: $"client-{Guid.NewGuid():N}", isStarted: isStarted);

    private static async Task<int> IncidentsAsync(CourseWorld world)
    {
        await using var db = world.Open();
        return await db.Incidents.CountAsync();
    }

    /// <summary>One world for all tests; each test has its own incident.</summary>
    public sealed class SharedWorld : IAsyncLifetime
    {
        private CourseWorld? world;

        public Task InitializeAsync() => Task.CompletedTask;

        internal async Task<CourseWorld> FreshAsync()
        {
            world ??= await CourseWorld.StartAsync(CourseWorld.Impatient);
            world.Pager.Faults.Stop();
            world.Datadog.Faults.Stop();
            world.Slack.Faults.Stop();
            (world.Pager.OnCall, world.Datadog.OnCall, world.Slack.OnCall) = (null, null, null);
            return world;
        }

        public async Task DisposeAsync()
        {
            if (world is not null)
                await world.DisposeAsync();
        }
    }
}
