using Microsoft.Extensions.Time.Testing;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>A database for one test with an open campaign, and builders for the people and grants that a test needs.</summary>
internal sealed class CampaignScene : DatabaseWorld
{
    public static readonly DateTimeOffset Opened = new(2026, 10, 1, 6, 0, 0, TimeSpan.Zero);
    public static readonly string[] LowScopes = ["User.Read"];
    public static readonly string[] HighScopes = ["Mail.ReadWrite"];

    private int counter;

    private CampaignScene(TestDatabase database)
        : base(database)
    {
    }

    public FakeTimeProvider Clock { get; } = new(Opened.AddDays(1));

    public Campaign Campaign { get; private set; } = null!;

    public AnswerService Service => new(Databases, ScopeDictionary.Embedded, Clock, new NoTelemetry());

    public AttestationComposer Composer { get; } = new(ScopeDictionary.Embedded);

    public GrantViewer Viewer => new(Databases, Composer, ScopeDictionary.Embedded, Clock);

    public static async Task<CampaignScene> CreateAsync(Func<CampaignPolicy, CampaignPolicy>? policy = null)
    {
        var scene = new CampaignScene(await TestDatabase.CreateAsync());
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
        var app = sketch.AppId is { } known
            ? await OneAsync(db => db.Apps.Where(other => other.Id == known))
            : TestData.App($"client-{number}", sketch.App ?? $"App {number}", verified: sketch.PublisherVerified);
        if (sketch.AppId is null)
            await SaveAsync(app);
        var grant = TestData.Grant(
            app, $"grant-{number}", sketch.UserId, sketch.Principal, sketch.Scopes, sketch.Consent, sketch.Risk);
        await SaveAsync(grant);
        if (sketch.AppId is null)
            await SaveAsync(Frozen(app));
        var item = new CampaignItem
        {
            CampaignId = Campaign.Id,
            GrantId = grant.Id,
            ParticipantId = owner.Id,
            FrozenRisk = grant.Risk,
            Provider = ProviderName.Entra,
            AppId = app.Id,
            UserId = sketch.UserId,
            ConsentType = sketch.Consent,
            Ownership = sketch.Ownership,
            Risk = grant.Risk,
            Scopes = sketch.Scopes,
            ScopeDigest = grant.ScopeDigest,
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
    public Task ChangeScopesAsync(CampaignItem item, params string[] scopes) => ChangeScopesAsync(item.GrantId, scopes);

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

    public Task<CampaignItem> ReadAsync(CampaignItem item) =>
        OneAsync(db => db.Items.Where(known => known.CampaignId == item.CampaignId && known.GrantId == item.GrantId));

    public Task<CampaignParticipant> ReadAsync(CampaignParticipant participant) =>
        OneAsync(db => db.Participants.Where(known => known.Id == participant.Id));

    public Task<List<CampaignDecision>> DecisionsAsync() => ReadAsync(db => db.Decisions.OrderBy(decision => decision.Id));
}

/// <summary>The properties of a grant that matter in a test; all others have defaults.</summary>
internal sealed record GrantSketch
{
    public string? App { get; init; }

    /// <summary>An app that another grant has already made; null: one of its own.</summary>
    public long? AppId { get; init; }

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
