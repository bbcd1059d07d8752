using Microsoft.Extensions.Options;
using OAuthAttest.Escalations;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Rosters;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Tests.Escalations;

/// <summary>A database for one test with consents and a roster that the test builds, and the decision about them.</summary>
internal sealed class EscalationWorld : DatabaseWorld
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    public static readonly string[] HighScopes = ["Mail.ReadWrite"];
    public static readonly string[] LowScopes = ["User.Read"];

    private int numbers;

    private EscalationWorld(TestDatabase database, bool isOwned)
        : base(database, isOwned)
    {
    }

    public EscalationOptions Options { get; } = new();

    public PrivilegedRoster Roster => new(Source, new OptionsWrapper<EscalationOptions>(Options));

    public RemovalHistory Removals => new(Source);

    public ConsentEvaluator Evaluator =>
        new(
            Databases,
            new HighScopeRules(ScopeDictionary.Embedded, new OptionsWrapper<EscalationOptions>(Options)),
            Roster,
            Removals,
            new KnownApps(Source),
            ScopeDictionary.Embedded,
            new OptionsWrapper<EscalationOptions>(Options),
            new NoTelemetry()
        );

    public IncidentReader Incidents => new(Source, Databases, ScopeDictionary.Embedded);

    public EscalationReports Reports => new(Databases, ScopeDictionary.Embedded, new OptionsWrapper<EscalationOptions>(Options));

    public static async Task<EscalationWorld> CreateAsync() => new(await TestDatabase.CreateAsync(), isOwned: true);

    /// <summary>Uses a database that the caller disposes of.</summary>
    public static EscalationWorld On(TestDatabase database) => new(database, isOwned: false);

    /// <summary>A roster source that was read successfully, an hour ago unless specified otherwise.</summary>
    public Task RosterSourceAsync(
        string name = "hr",
        TimeSpan? age = null,
        TimeSpan? failedAge = null,
        bool neverRead = false,
        string? incompleteBecause = null
    ) =>
        SaveAsync(
            new RosterSource
            {
                Name = name,
                IncompleteBecause = incompleteBecause,
                LastSucceededAt = neverRead ? null : Now - (age ?? TimeSpan.FromHours(1)),
                LastFailedAt = failedAge is { } failed ? Now - failed : null,
                LastFailure = failedAge is null ? null : "it broke",
            }
        );

    public Task PrivilegedAsync(
        string? email = null,
        string? id = null,
        string? provider = null,
        RosterCategory category = RosterCategory.Executive,
        string? role = "Chief",
        string source = "hr",
        bool isApp = false,
        string? clientId = null,
        params string[] aliases
    ) =>
        SaveAsync(
            TestData.Privileged(
                email,
                id,
                provider is null ? null : ProviderName.Parse(provider),
                category,
                role,
                source,
                isApp: isApp,
                clientId: clientId,
                aliases: aliases
            )
        );

    public Task AccountAsync(string provider, string id, string? email, params string[] aliases) =>
        SaveAsync(TestData.User(id, email, ProviderName.Parse(provider), seen: Now, aliases: aliases));

    /// <summary>An app of the inventory.</summary>
    public Task AppAsync(string client, string objectId, string name) =>
        SaveAsync(TestData.App(client, name, verified: null, publisher: null, objectId: objectId, seen: Now));

    public async Task<ConsentRecord> ConsentAsync(
        string? email = "boss@example.com",
        string? id = null,
        string[]? scopes = null,
        string client = "client-1",
        string? tenant = "tenant-1",
        DateTimeOffset? receivedAt = null,
        ConsentSource source = ConsentSource.Entra,
        Func<ConsentFacts, ConsentFacts>? with = null,
        string? objectId = null,
        string? app = "Mail Helper"
    )
    {
        var received = receivedAt ?? Now;
        var facts = TestData.Facts(received.AddMinutes(-3)) with
        {
            Who = new ConsentingPerson(id, email, "Somebody"),
            App = new ConsentedApp(client, app, ObjectId: objectId),
            Scopes = scopes ?? HighScopes,
            Tenant = tenant,
        };
        var consent = TestData.Consent(source, $"event-{Interlocked.Increment(ref numbers)}", received, with?.Invoke(facts) ?? facts);
        await SaveAsync(consent);
        return consent;
    }

    /// <summary>Changes the consent as a companion record with new scopes would.</summary>
    public Task EnrichAsync(ConsentRecord consent, params string[] scopes) =>
        ExecuteAsync(
            "UPDATE consents SET revision = revision + 1, "
                + $"scopes = ARRAY[{string.Join(',', scopes.Select(scope => $"'{scope}'"))}]::text[] WHERE id = {consent.Id}"
        );

    public Task<ConsentEvaluation> DecideAsync(ConsentRecord consent, DateTimeOffset? now = null) =>
        Evaluator.DecideAsync(consent.Id, now ?? Now, CancellationToken.None);

    public Task<Escalation> DecisionAsync(ConsentRecord consent) =>
        OneAsync(db => db.Escalations.Where(decision => decision.ConsentId == consent.Id));

    public Task<List<Incident>> IncidentsAsync() => ReadAsync(db => db.Incidents.OrderBy(i => i.Id));

    public Task<List<string>> EffectsAsync() => ReadAsync(db => db.Effects.OrderBy(e => e.Id).Select(e => e.Key));
}
