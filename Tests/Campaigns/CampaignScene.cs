using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>A database for one test with an open campaign, and builders for the people and grants that a test needs.</summary>
internal sealed class CampaignScene : IAsyncDisposable
{
    public static readonly DateTimeOffset Opened = new(2026, 10, 1, 6, 0, 0, TimeSpan.Zero);
    public static readonly string[] LowScopes = ["User.Read"];
    public static readonly string[] HighScopes = ["Mail.ReadWrite"];

    private readonly TestDatabase database;
    private readonly ServiceProvider provider;
    private int counter;

    private CampaignScene(TestDatabase database, ServiceProvider provider) => (this.database, this.provider) = (database, provider);

    public FakeTimeProvider Clock { get; } = new(Opened.AddDays(1));

    public Campaign Campaign { get; private set; } = null!;

    public TestDatabase Database => database;

    public IDbContextFactory<OAuthAttestDb> Databases => provider.GetRequiredService<IDbContextFactory<OAuthAttestDb>>();

    public AnswerService Service => new(Databases, ScopeDictionary.Embedded, Clock, new NoTelemetry());

    public AttestationComposer Composer { get; } = new(ScopeDictionary.Embedded);

    public GrantViewer Viewer => new(Databases, Composer, ScopeDictionary.Embedded, Clock);

    public static async Task<CampaignScene> CreateAsync(Func<CampaignPolicy, CampaignPolicy>? policy = null)
    {
        var made = await TestDatabase.CreateAsync();
        var scene = new CampaignScene(made, new ServiceCollection().AddPersistence(made.ConnectionString).BuildServiceProvider());
        var options = new CampaignOptions { LeadEmail = "lead@example.com" }.ToPolicy();
        scene.Campaign = new Campaign
        {
            Key = CampaignKey.Parse("2026Q4"),
            RequestedBy = "test",
            OpenedAt = Opened,
            ClosesAt = Opened.AddDays(14),
            PolicyJson = CampaignPolicyJson.Write(policy?.Invoke(options) ?? options),
            DictionaryVersion = ScopeDictionary.Embedded.Version,
            PopulationDigest = new byte[32],
            ShardCount = 1,
        };
        await scene.SaveAsync(scene.Campaign);
        return scene;
    }

    public async Task<CampaignParticipant> AddPersonAsync(
        string name,
        Func<CampaignParticipant, CampaignParticipant>? change = null,
        ParticipantState state = ParticipantState.Asked
    )
    {
        var participant = new CampaignParticipant
        {
            CampaignId = Campaign.Id,
            Key = name,
            Email = $"{name}@example.com",
            DisplayName = name,
            ManagerEmail = "boss@example.com",
            SlackUserId = $"U0{name.ToUpperInvariant()}",
            Shard = 1,
            State = state,
            AskedAt = state == ParticipantState.Asked ? Opened : null,
        };
        participant = change?.Invoke(participant) ?? participant;
        await SaveAsync(participant);
        return participant;
    }

    private CampaignApp Frozen(OAuthApp app) => new()
    {
        CampaignId = Campaign.Id,
        AppId = app.Id,
        ExternalId = app.ExternalId,
        Name = app.Name,
        Publisher = app.Publisher,
        PublisherVerified = app.PublisherVerified,
    };

    /// <summary>Adds a grant and its row in the campaign.</summary>
    public async Task<CampaignItem> AddGrantAsync(CampaignParticipant owner, GrantSketch? sketch = null)
    {
        sketch ??= new GrantSketch();
        var number = Interlocked.Increment(ref counter);
        var app = new OAuthApp
        {
            Provider = ProviderName.Entra,
            ExternalId = $"client-{number}",
            Name = sketch.App ?? $"App {number}",
            Publisher = "Contoso",
            PublisherVerified = sketch.PublisherVerified,
        };
        await SaveAsync(app);
        var digest = ScopeDigest.Of(ProviderName.Entra, app.ExternalId, null, sketch.Consent, sketch.Scopes);
        var risk = sketch.Risk ?? ScopeDictionary.Embedded.RiskOf(ProviderName.Entra, sketch.Scopes, sketch.Consent);
        var grant = new OAuthGrant
        {
            Provider = ProviderName.Entra,
            Source = "entra",
            ExternalId = $"grant-{number}",
            AppId = app.Id,
            UserId = sketch.UserId,
            PrincipalExternalId = sketch.Principal,
            ConsentType = sketch.Consent,
            Scopes = sketch.Scopes,
            ScopeDigest = digest,
            Risk = risk,
            Status = GrantStatus.Active,
        };
        await SaveAsync(grant);
        await SaveAsync(Frozen(app));
        await using var db = await Databases.CreateDbContextAsync();
        var item = new CampaignItem
        {
            CampaignId = Campaign.Id,
            GrantId = grant.Id,
            ParticipantId = owner.Id,
            FrozenRisk = risk,
            Provider = ProviderName.Entra,
            AppId = app.Id,
            UserId = sketch.UserId,
            ConsentType = sketch.Consent,
            Ownership = sketch.Ownership,
            Risk = risk,
            Scopes = sketch.Scopes,
            ScopeDigest = digest,
            Drift = sketch.Drift,
            VoidedAnswers = sketch.Voided,
        };
        await SaveAsync(item);
        await ExecuteAsync(
            $"UPDATE campaign_participants SET grant_count = grant_count + 1, open_count = open_count + 1 WHERE id = {owner.Id}"
        );
        return item;
    }

    /// <summary>Changes the grant's scopes in the inventory.</summary>
    public async Task ChangeScopesAsync(CampaignItem item, params string[] scopes)
    {
        await using var db = await Databases.CreateDbContextAsync();
        var grant = await db.Grants.SingleAsync(g => g.Id == item.GrantId);
        var app = await db.Apps.SingleAsync(a => a.Id == grant.AppId);
        grant.Scopes = scopes;
        grant.ScopeDigest = ScopeDigest.Of(grant.Provider, app.ExternalId, grant.Resource, grant.ConsentType, scopes);
        grant.Risk = ScopeDictionary.Embedded.RiskOf(grant.Provider, scopes, grant.ConsentType);
        await db.SaveChangesAsync();
    }

    public GiveAnswer Give(CampaignItem item, Answer answer, string by, string? reason = null, string? delivery = null) => new()
    {
        Campaign = Campaign.Key.ToString(),
        GrantId = item.GrantId,
        Answer = answer,
        Reason = reason,
        DigestPrefix = DigestPrefix.Of(item.ScopeDigest),
        SlackUserId = by,
        DeliveryKey = delivery ?? $"click-{Interlocked.Increment(ref counter)}",
    };

    public async Task<CampaignItem> ReadAsync(CampaignItem item)
    {
        await using var db = await Databases.CreateDbContextAsync();
        return await db.Items.AsNoTracking().SingleAsync(i => i.CampaignId == item.CampaignId && i.GrantId == item.GrantId);
    }

    public async Task<CampaignParticipant> ReadAsync(CampaignParticipant participant)
    {
        await using var db = await Databases.CreateDbContextAsync();
        return await db.Participants.AsNoTracking().SingleAsync(p => p.Id == participant.Id);
    }

    public async Task<IReadOnlyList<CampaignDecision>> DecisionsAsync()
    {
        await using var db = await Databases.CreateDbContextAsync();
        return await db.Decisions.AsNoTracking().OrderBy(d => d.Id).ToListAsync();
    }

    public async Task<IReadOnlyList<string>> AuditKindsAsync()
    {
        await using var db = await Databases.CreateDbContextAsync();
        return await db.AuditEvents.AsNoTracking().OrderBy(e => e.Sequence).Select(e => e.Kind).ToListAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task SaveAsync<T>(T entity)
        where T : class
    {
        await using var db = await Databases.CreateDbContextAsync();
        db.Add(entity);
        await db.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await database.DisposeAsync();
    }
}

/// <summary>The properties of a grant that matter in a test; all others have defaults.</summary>
internal sealed record GrantSketch
{
    public string? App { get; init; }

    public string[] Scopes { get; init; } = CampaignScene.LowScopes;

    public Risk? Risk { get; init; }

    public bool? PublisherVerified { get; init; } = true;

    public ConsentType Consent { get; init; } = ConsentType.Principal;

    public Ownership Ownership { get; init; } = Ownership.Own;

    public Drift Drift { get; init; } = Drift.New;

    public int Voided { get; init; }

    public long? UserId { get; init; }

    public string? Principal { get; init; }
}
