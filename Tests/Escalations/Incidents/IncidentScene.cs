using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants;
using OAuthAttest.Slack.People;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Tests.Escalations.Incidents;

/// <summary>A database for one test with one open incident of two escalated consents, and the responders Ada and Bob.</summary>
internal sealed class IncidentScene : DatabaseWorld
{
    public const string Ada = "U0ADA";
    public const string Bob = "U0BOB";
    public const string Mallory = "U0MALLORY";
    public const string DedupKey = "consent:standard-1";
    public static readonly DateTimeOffset Opened = new(2026, 11, 25, 9, 0, 0, TimeSpan.Zero);

    private int deliveries;

    private IncidentScene(TestDatabase database)
        : base(database)
    {
    }

    public DateTimeOffset Now { get; set; } = Opened.AddMinutes(5);

    public long IncidentId { get; private set; }

    public IncidentService Service => new(Databases, RespondersOf(Ada, "bob@example.com"), new NoTelemetry());

    public static async Task<IncidentScene> CreateAsync()
    {
        var scene = new IncidentScene(await TestDatabase.CreateAsync());
        scene.IncidentId = await scene.AddIncidentAsync("standard-1");
        await scene.AddConsentAsync(scene.IncidentId, "standard-1");
        await scene.AddConsentAsync(scene.IncidentId, "standard-2");
        await scene.SaveAsync(Member(Ada, "ada@example.com"), Member(Bob, "bob@example.com"), Member(Mallory, "mallory@example.com"));
        return scene;
    }

    public Responders RespondersOf(params string[] entries) =>
        new(Databases, Options.Create(new EscalationOptions { Responders = entries }));

    public static SlackUser Member(string id, string? email, bool deleted = false, bool bot = false) =>
        TestData.SlackUser(id, email, Opened, deleted, bot);

    public static Incident NewIncident(string escalationKey) => new()
    {
        DedupKey = IncidentKeys.DedupKey(escalationKey),
        Provider = ProviderName.Entra,
        Tenant = "contoso",
        ClientId = $"client-of-{escalationKey}",
        State = IncidentState.Open,
        IsGathering = true,
        OpenedAt = Opened,
        LastConsentAt = Opened,
        Consents = 2,
        Risk = Risk.High,
        Revision = 1,
    };

    public async Task<long> AddIncidentAsync(string escalationKey)
    {
        var incident = NewIncident(escalationKey);
        await SaveAsync(incident);
        return incident.Id;
    }

    public async Task AddConsentAsync(long incidentId, string key, EscalationVerdict verdict = EscalationVerdict.Escalate)
    {
        var consent = TestData.Consent(ConsentSource.Standard, key, Opened, key: key);
        await SaveAsync(consent);
        await SaveAsync(new Escalation
        {
            ConsentId = consent.Id,
            Revision = 1,
            Verdict = verdict,
            Privilege = Privilege.Privileged,
            Risk = Risk.High,
            Rules = ["risk"],
            DictionaryVersion = "1",
            DecidedAt = Opened,
            IncidentId = incidentId,
        });
    }

    public IncidentActOrder Order(
        IncidentActKind kind,
        string by = Ada,
        string? reason = null,
        string? delivery = null,
        ActOrigin origin = ActOrigin.Slack
    ) => new(IncidentId, kind, by, origin, reason, delivery ?? $"delivery-{Interlocked.Increment(ref deliveries)}", Now);

    public IncidentActOrder FromPagerDuty(IncidentActKind kind, string? delivery = null) =>
        Order(kind, "PRESPONDER", delivery: delivery, origin: ActOrigin.PagerDuty);

    public async Task<IncidentActOutcome> ActAsync(IncidentActOrder order) => (await Service.ActAsync(order, default)).Outcome;

    public Task<Incident> IncidentAsync() => OneAsync(db => db.Incidents.Where(incident => incident.Id == IncidentId));

    public Task<List<IncidentAct>> ActsAsync() => ReadAsync(db => db.IncidentActs.OrderBy(act => act.Id));

    /// <summary>The keys of the effects, in order.</summary>
    public Task<List<string>> WantedAsync() => ReadAsync(db => db.Effects.OrderBy(effect => effect.Id).Select(effect => effect.Key));

    public Task<List<EscalationEffect>> EffectsAsync() => ReadAsync(db => db.Effects.OrderBy(effect => effect.Id));

    public async Task SetRevocationAsync(string escalationKey, EffectState state)
    {
        await using var db = await Databases.CreateDbContextAsync();
        await db
            .Effects.Where(effect => effect.Key == EffectKeys.Revoke(escalationKey))
            .ExecuteUpdateAsync(update => update.SetProperty(effect => effect.State, state));
    }
}
