using OAuthAttest.Escalations.Acting;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>Every outside call with every fault, and the host struck down before and after each: nothing is lost, and nothing is there twice that people see.</summary>
public sealed class EscalationFaultTests
{
    private static readonly HttpFault[] Faults =
    [
        HttpFault.Throttled, HttpFault.ThrottledByReset, HttpFault.ThrottledWithoutDelay, HttpFault.ServerError, HttpFault.HtmlPage, HttpFault.HtmlPageAfterAccepting,
        HttpFault.ServerErrorAfterAccepting, HttpFault.SilentBeforeAccepting, HttpFault.SilentAfterAccepting, HttpFault.BrokenBeforeAccepting, HttpFault.BrokenAfterAccepting,
    ];

    public static TheoryData<string, string, HttpFault, int> PlainFaults()
    {
        var data = new TheoryData<string, string, HttpFault, int>();
        foreach (var (service, method) in new[] { ("pagerduty", "enqueue"), ("pagerduty", "incidents"), ("datadog", "events"), ("datadog", "series") })
        {
            foreach (var fault in Faults)
                data.Add(service, method, fault, 1);
        }
        // The first key's three attempts: the fallback takes it.
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
        foreach (var (service, method, calls) in new[]
        {
            ("pagerduty", "enqueue", 1), ("pagerduty", "incidents", 1), ("slack", "chat.postMessage", 2), ("slack", "chat.update", 1), ("datadog", "events", 1), ("datadog", "series", 2),
        })
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
        await using var world = await EscalationWorld.StartAsync();
        var faults = service == "pagerduty" ? world.Pager.Faults : world.Datadog.Faults;
        faults.Next(method, [.. Enumerable.Repeat(fault, times)]);
        await CheckAsync(world);
    }

    [Theory]
    [InlineData("pagerduty")]
    [InlineData("datadog")]
    public async Task PlainService_RefusesConnectionsForSeconds_NothingIsLost(string service)
    {
        await using var world = await EscalationWorld.StartAsync();
        var server = service == "pagerduty" ? world.Pager.Server : world.Datadog.Server;
        await server.RefuseAsync();
        await world.LetInAsync();
        await server.AcceptAsync();
        await CheckAsync(world, isLetIn: true);
    }

    [Theory]
    [MemberData(nameof(SlackFaults))]
    public async Task Slack_MeetsAFault_EachMessageIsThereOnce(string method, SlackFault fault)
    {
        await using var world = await EscalationWorld.StartAsync();
        world.Slack.Faults.Next(method, fault);
        await CheckAsync(world);
    }

    [Theory]
    [MemberData(nameof(Strikes))]
    public async Task HostIsStruckDown_BeforeOrAfterACall_TheNextOneGoesOn(string service, string method, int number, CallMoment moment)
    {
        await using var world = await EscalationWorld.StartAsync();
        var hook = world.StrikeAt(method, number, moment);
        switch (service)
        {
            case "pagerduty": world.Pager.OnCall = hook; break;
            case "datadog": world.Datadog.OnCall = hook; break;
            default: world.Slack.OnCall = hook; break;
        }
        await CheckAsync(world);
        Assert.Equal(1, world.Restarts);
    }

    [Fact]
    public async Task HostIsStruckDown_BetweenCommitAndStart_TheSweepStartsIt()
    {
        await using var world = await EscalationWorld.StartAsync();
        await world.LetInAsync(isStarted: false);
        await world.RestartAsync();
        await CheckAsync(world, isLetIn: true);
    }

    private static async Task CheckAsync(EscalationWorld world, bool isLetIn = false)
    {
        if (!isLetIn)
            await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromMinutes(3));

        var incident = await world.IncidentAsync();
        Assert.NotNull(incident.PagedAt);
        Assert.InRange(incident.PagedAt!.Value - incident.OpenedAt, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.NotEmpty(world.Pager.Alerts);
        Assert.All(world.Pager.Alerts, alert => Assert.Equal(incident.DedupKey, alert.DedupKey));
        // A second alert is on the other key only, and only where the first key's answers were not clear.
        Assert.Equal(world.Pager.Alerts.Count, world.Pager.Alerts.Select(alert => alert.RoutingKey).Distinct().Count());
        Assert.Equal(["slack-details:", "slack-summary:"], world.Messages.Select(message => message.Key![..(message.Key!.IndexOf(':', StringComparison.Ordinal) + 1)]).Order(StringComparer.Ordinal));
        Assert.Equal(world.Summary.Timestamp, world.Messages.Single(message => message.Key!.StartsWith("slack-details:", StringComparison.Ordinal)).Thread);
        Assert.Contains("PagerDuty incident", world.Summary.ReadAloud(), StringComparison.Ordinal);
        Assert.NotEmpty(world.Datadog.Events);
        Assert.Contains(world.Datadog.Points, point => point.Metric == "oauthattest.escalation.count");
        Assert.Contains(world.Datadog.Points, point => point.Metric == "oauthattest.escalation.seconds_to_page");
        Assert.All(await world.EffectsAsync(), effect => Assert.True(effect.State == EffectState.Done || effect.Kind == EffectKind.Page, $"{effect.Key} is {effect.State}: {effect.LastError}"));
    }
}
