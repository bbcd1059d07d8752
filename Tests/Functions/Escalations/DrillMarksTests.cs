using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Escalations;
using OAuthAttest.Evidence;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Telemetry;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>A drill is no incident where incidents are counted, and the evidence says of each step that it was one.</summary>
public sealed class DrillMarksTests
{
    [Fact]
    public async Task Drill_FromItsStartToItsEnd_CountsInNoBusinessEventOfIncidents()
    {
        var telemetry = new Recorder();
        await using var world = await StartAsync(telemetry);

        await DrillAsync(world);

        Assert.Empty(telemetry.OfIncidents);
        // The same acts of a real one are counted.
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));
        Assert.All(["consent.received", "consent.decided", "escalation.paged"], name => Assert.Contains(name, telemetry.OfIncidents));
    }

    [Fact]
    public async Task Drill_WhosePageFails_CountsInNoBusinessEventOfIncidents()
    {
        var telemetry = new Recorder();
        await using var world = await StartAsync(telemetry);
        await world.Pager.Server.RefuseAsync();

        await world.Service<DrillStart>().StartAsync("Ada", world.Host.Client, CancellationToken.None);
        await world.PassAsync(TimeSpan.FromMinutes(6));

        Assert.Contains(await world.AuditKindsAsync(), kind => kind == AuditKinds.IncidentPageFailed);
        Assert.Empty(telemetry.OfIncidents);
        await world.Pager.Server.AcceptAsync();
    }

    [Fact]
    public async Task Drill_ResolvedInPagerDutyByHand_CountsInNoBusinessEventOfIncidents()
    {
        var telemetry = new Recorder();
        await using var world = await StartAsync(telemetry);
        await world.Service<DrillStart>().StartAsync("Ada", world.Host.Client, CancellationToken.None);
        await world.PassAsync(TimeSpan.FromSeconds(10));

        await world.Pager.ResolveAsync(Assert.Single(world.Pager.Alerts), "PJANE");
        await world.PassAsync(TimeSpan.FromMinutes(6));

        Assert.Equal(IncidentEnd.ResolvedInPagerDuty, (await world.IncidentAsync()).End);
        Assert.Empty(telemetry.OfIncidents);
        // The end of a real one is counted.
        await world.LetInAsync();
        await world.PassAsync(TimeSpan.FromSeconds(10));
        await world.Pager.ResolveAsync(world.Pager.Alerts[1], "PJANE");
        await world.PassAsync(TimeSpan.FromSeconds(10));
        Assert.Contains("escalation.closed", telemetry.OfIncidents);
    }

    [Fact]
    public async Task Drill_DecidedAcknowledgedAndResolved_IsCalledADrillInEachEntryOfTheAuditLog()
    {
        await using var world = await StartAsync(new Recorder());

        await DrillAsync(world);

        var entries = await world.ReadAsync(db => db.AuditEvents.OrderBy(entry => entry.Sequence));
        string[] steps = [AuditKinds.EscalationDecided, AuditKinds.IncidentAcknowledged, AuditKinds.IncidentResolved];
        Assert.All(steps, step =>
        {
            using var data = JsonDocument.Parse(Assert.Single(entries, entry => entry.Kind == step).Data);
            Assert.True(data.RootElement.GetProperty("drill").GetBoolean());
        });
    }

    private static Task<CourseWorld> StartAsync(Recorder telemetry) =>
        CourseWorld.StartAsync(new HostSetup { ConfigureServices = services => services.AddSingleton<IBusinessTelemetry>(telemetry) });

    private static async Task DrillAsync(CourseWorld world)
    {
        await world.Service<DrillStart>().StartAsync("Ada", world.Host.Client, CancellationToken.None);
        await world.PassAsync(TimeSpan.FromSeconds(10));
        await world.PressAsync(SlackActions.AcknowledgeIncident);
        await world.PassAsync(TimeSpan.FromMinutes(1));
        Assert.NotNull((await world.IncidentAsync()).ResolvedAt);
    }

    private sealed class Recorder : IBusinessTelemetry
    {
        private readonly ConcurrentQueue<string> names = new();

        /// <summary>Kinds of events about consents and their incidents.</summary>
        public IReadOnlyList<string> OfIncidents => [.. names.Where(name => name.Split('.')[0] is "consent" or "escalation")];

        public void Track(BusinessEvent fact) => names.Enqueue(fact.Kind.Name);
    }
}
