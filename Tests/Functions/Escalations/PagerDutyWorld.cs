using OAuthAttest.Escalations;
using OAuthAttest.Local.Simulators.PagerDuty;
using OAuthAttest.PagerDuty;
using OAuthAttest.Tests.Escalations.Incidents;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>The real functions with a simulated PagerDuty whose webhooks reach them.</summary>
public sealed class PagerDutyWorld : IAsyncLifetime
{
    private int incidents;

    internal FlowWorld World { get; private set; } = null!;

    internal PagerDutySimulator Account { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Account = await PagerDutySimulator.StartAsync();
        World = await FlowWorld.StartAsync(
            new() { Settings = TestSettings.Of(Account.Settings()), ["PagerDuty:WebhookSecrets:1"] = "the-old-secret" }
        );
        Account.WebhookUrl = new Uri(World.Host.BaseUri, "api/pagerduty/webhook");
    }

    /// <summary>An incident that was paged.</summary>
    internal async Task<(Incident Incident, SimulatedAlert Alert)> PageAsync(bool remembersTheLink = false)
    {
        var incident = IncidentScene.NewIncident($"standard-{Interlocked.Increment(ref incidents)}");
        await World.Service<IPagerDutyEvents>().SendAsync(PagerDuty.PagerDutySetup.Trigger(incident.DedupKey), default);
        var alert = Account.Alerts.Single(opened => opened.DedupKey == incident.DedupKey);
        incident.PagerDutyIncidentId = remembersTheLink ? alert.IncidentId : null;
        await World.SaveAsync(incident);
        return (incident, alert);
    }

    internal Task<Incident> ReadAsync(Incident incident) => World.OneAsync(db => db.Incidents.Where(known => known.Id == incident.Id));

    internal Task<List<IncidentAct>> ActsAsync(Incident incident) =>
        World.ReadAsync(db => db.IncidentActs.Where(act => act.IncidentId == incident.Id).OrderBy(act => act.Id));

    public async Task DisposeAsync()
    {
        await World.DisposeAsync();
        await Account.DisposeAsync();
    }
}
