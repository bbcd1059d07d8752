using Microsoft.EntityFrameworkCore;
using Moq;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Slack.People;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>A database for one test with an inventory that the test builds, and the campaign's operations on it.</summary>
internal sealed class CampaignWorld : DatabaseWorld
{
    public const string Lead = "lead@example.com";

    /// <summary>When campaigns open, unless a test says otherwise.</summary>
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 6, 0, 0, TimeSpan.Zero);

    private int numbers;

    private CampaignWorld(TestDatabase database)
        : base(database)
    {
    }

    /// <summary>Records the business telemetry.</summary>
    public Mock<IBusinessTelemetry> Telemetry { get; } = new();

    public CampaignOpening Opening => new(Source, Telemetry.Object);

    public CampaignClosing Closing => new(Databases, Telemetry.Object);

    public WorklistApproval Approval => new(Databases, Telemetry.Object);

    public CampaignReports Reports => new(Source, ScopeDictionary.Embedded);

    public Worklists Worklists => new(Source);

    public static CampaignPolicy Policy => new CampaignOptions { LeadEmail = Lead, MaxShareUnreachable = 1 }.ToPolicy() with
    {
        RemovesUnnamed = true,
    };

    /// <summary>A database with one fresh source and the lead in Slack.</summary>
    public static async Task<CampaignWorld> CreateAsync() => await OnAsync(await TestDatabase.CreateAsync());

    /// <summary>The same on an existing migrated database.</summary>
    public static async Task<CampaignWorld> OnAsync(TestDatabase database)
    {
        var world = new CampaignWorld(database);
        await world.SourceAsync("entra", Start);
        await world.SlackAsync(Lead);
        return world;
    }

    public async Task SourceAsync(string name, DateTimeOffset? succeeded, DateTimeOffset? failed = null, string? failure = null) =>
        await SaveAsync(
            new InventorySource
            {
                Name = name,
                Provider = ProviderName.Entra,
                LastSucceededAt = succeeded,
                LastFailedAt = failed,
                LastFailure = failure,
            }
        );

    /// <summary>Adds an account; with an email also a Slack account, unless specified otherwise.</summary>
    public async Task<long> UserAsync(
        string? email,
        AccountStatus status = AccountStatus.Active,
        bool vanished = false,
        bool inSlack = true,
        string provider = "entra",
        string[]? groups = null,
        string? name = null
    )
    {
        var at = ProviderName.Parse(provider);
        var user = TestData.User($"user-{++numbers}", email, at, "entra", name ?? email, null, status, groups, Start, vanished);
        await SaveAsync(user);
        if (email is not null && inSlack && status == AccountStatus.Active && !vanished)
            await SlackAsync(email);
        return user.Id;
    }

    public async Task<string> SlackAsync(string email, bool deleted = false, bool isBot = false)
    {
        var known = await ReadAsync(db =>
            db.Set<SlackUser>().Where(user => user.Email == email && user.Deleted == deleted && user.IsBot == isBot)
        );
        if (known is [var first, ..])
            return first.SlackUserId;
        var added = TestData.SlackUser($"U{++numbers:00000}", email, Start, deleted, isBot);
        await SaveAsync(added);
        return added.SlackUserId;
    }

    public async Task<long> AppAsync(string? name = null, string? owner = null, string? clientId = null, bool? verified = true)
    {
        var id = clientId ?? $"app-{++numbers}";
        var app = TestData.App(id, name ?? $"App {numbers}", owner: owner, verified: verified, seen: Start);
        await SaveAsync(app);
        return app.Id;
    }

    public async Task<long> GrantAsync(
        long app,
        long? user,
        Risk risk = Risk.Low,
        ConsentType consent = ConsentType.Principal,
        string[]? scopes = null,
        string source = "entra",
        GrantStatus status = GrantStatus.Active,
        string provider = "entra"
    )
    {
        var to = await OneAsync(db => db.Apps.Where(known => known.Id == app));
        var (id, principal, at) = ($"grant-{++numbers}", user is null ? "gone" : null, ProviderName.Parse(provider));
        var grant = TestData.Grant(to, id, user, principal, scopes, consent, risk, source, null, status, at, Start);
        await SaveAsync(grant);
        return grant.Id;
    }

    public Task ChangeScopesAsync(long grant, ConsentType consent, params string[] scopes) => ChangeScopesAsync(grant, scopes, consent);

    public Task<OpenedCampaign> OpenAsync(
        string key = "2026Q4",
        CampaignPolicy? policy = null,
        DateTimeOffset? now = null,
        bool acceptStale = false
    ) =>
        Opening.OpenAsync(
            new OpenCampaign(CampaignKey.Parse(key), "tester", policy ?? Policy, "test-1", now ?? Start, acceptStale),
            CancellationToken.None
        );

    /// <summary>Sets the state as if every possible message had been sent.</summary>
    public async Task AskEverybodyAsync(long campaign) =>
        await ExecuteAsync(
            $"""
            UPDATE campaign_participants SET asked_at = opened_at,
                state = CASE WHEN slack_user_id IS NULL THEN 'Unreachable' ELSE 'Asked' END
            FROM campaigns c WHERE c.id = campaign_id AND campaign_id = {campaign} AND slack_user_id IS NOT NULL;
            UPDATE campaign_participants SET state = 'Unreachable', unreachable_reason = 'no Slack account'
                WHERE campaign_id = {campaign} AND slack_user_id IS NULL
            """
        );

    public async Task AnswerAsync(long campaign, long grant, Answer answer, string? reason = null)
    {
        await using var db = Open();
        var item = await db.Items.SingleAsync(i => i.CampaignId == campaign && i.GrantId == grant);
        var person = await db.Participants.SingleAsync(p => p.Id == item.ParticipantId);
        if (item.Answer == Answer.None && answer != Answer.None)
            person.TakeAnswer(Start.AddHours(1));
        else if (item.Answer != Answer.None && answer == Answer.None)
            person.Reopen();
        (item.Answer, item.Reason, item.AnsweredAt, item.AnsweredBy) = (answer, reason, Start.AddHours(1), person.SlackUserId);
        await db.SaveChangesAsync();
    }

    /// <summary>Runs the close from the cut-off to the worklist.</summary>
    public async Task<WrittenWorklist> CloseAsync(OpenedCampaign campaign, bool finish = true)
    {
        await Closing.BeginAsync(new BeginClosing(campaign.Key, "timer", campaign.ClosesAt), CancellationToken.None);
        await Closing.ClassifyAsync(new ClassifyCampaign(campaign.CampaignId, campaign.ClosesAt), CancellationToken.None);
        var written = await Closing.WriteWorklistAsync(new WriteWorklist(campaign.CampaignId, campaign.ClosesAt), CancellationToken.None);
        if (finish)
            await Closing.FinishAsync(new FinishCampaign(campaign.CampaignId, campaign.ClosesAt), CancellationToken.None);
        return written;
    }

    public Task<CampaignItem> ItemAsync(long campaign, long grant) =>
        OneAsync(db => db.Items.Where(item => item.CampaignId == campaign && item.GrantId == grant));

    public async Task<CampaignParticipant> OwnerAsync(long campaign, long grant)
    {
        var item = await ItemAsync(campaign, grant);
        return await OneAsync(db => db.Participants.Where(person => person.Id == item.ParticipantId));
    }
}
