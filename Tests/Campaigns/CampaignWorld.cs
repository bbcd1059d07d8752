using Microsoft.EntityFrameworkCore;
using Moq;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.People;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>A database for one test with an inventory that the test builds, and the campaign's operations on it.</summary>
internal sealed class CampaignWorld : IAsyncDisposable
{
    public const string Lead = "lead@example.com";

    /// <summary>When campaigns open, unless a test says otherwise.</summary>
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 6, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase database;
    private int numbers;

    private CampaignWorld(TestDatabase database) => this.database = database;

    public TestDatabase Database => database;

    public NpgsqlDataSource Source => database.Source;

    public string ConnectionString => database.ConnectionString;

    /// <summary>Records the business telemetry.</summary>
    public Mock<IBusinessTelemetry> Telemetry { get; } = new();

    public CampaignOpening Opening => new(Source, Telemetry.Object);

    public CampaignClosing Closing => new(new Contexts(Source), Telemetry.Object);

    public WorklistApproval Approval => new(new Contexts(Source), Telemetry.Object);

    public CampaignReports Reports => new(Source, ScopeDictionary.Embedded);

    public Worklists Worklists => new(Source);

    public static CampaignPolicy Policy => new CampaignOptions { LeadEmail = Lead }.ToPolicy();

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

    public OAuthAttestDb Db() => new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(Source).Options);

    public async Task SourceAsync(string name, DateTimeOffset? succeeded, DateTimeOffset? failed = null, string? failure = null) =>
        await AddAsync(
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
        var user = new DirectoryUser
        {
            Provider = ProviderName.Parse(provider),
            ExternalId = $"user-{++numbers}",
            Source = "entra",
            Email = email,
            DisplayName = name ?? email,
            Status = status,
            Groups = groups ?? [],
            FirstSeenAt = Start,
            LastSeenAt = Start,
            VanishedAt = vanished ? Start : null,
        };
        await AddAsync(user);
        if (email is not null && inSlack && status == AccountStatus.Active && !vanished)
            await SlackAsync(email);
        return user.Id;
    }

    public async Task<string> SlackAsync(string email, bool deleted = false, bool isBot = false)
    {
        await using var db = Db();
        if (
            await db.Set<SlackUser>().FirstOrDefaultAsync(user => user.Email == email && user.Deleted == deleted && user.IsBot == isBot) is
            { } known
        )
        {
            return known.SlackUserId;
        }
        var added = new SlackUser
        {
            SlackUserId = $"U{++numbers:00000}",
            Email = email,
            Deleted = deleted,
            IsBot = isBot,
            SyncedAt = Start,
        };
        await AddAsync(added);
        return added.SlackUserId;
    }

    public async Task<long> AppAsync(string? name = null, string? owner = null, string? clientId = null, bool? verified = true)
    {
        var app = new OAuthApp
        {
            Provider = ProviderName.Entra,
            ExternalId = clientId ?? $"app-{++numbers}",
            Name = name ?? $"App {numbers}",
            OwnerEmail = owner,
            PublisherVerified = verified,
            FirstSeenAt = Start,
            LastSeenAt = Start,
        };
        await AddAsync(app);
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
        var grant = new OAuthGrant
        {
            Provider = ProviderName.Parse(provider),
            Source = source,
            ExternalId = $"grant-{++numbers}",
            AppId = app,
            UserId = user,
            PrincipalExternalId = user is null ? "gone" : null,
            ConsentType = consent,
            Scopes = scopes ?? ["User.Read"],
            ScopeDigest = Digest(app, consent, scopes ?? ["User.Read"]),
            Risk = risk,
            Status = status,
            FirstSeenAt = Start,
            LastSeenAt = Start,
        };
        await AddAsync(grant);
        return grant.Id;
    }

    public async Task ChangeScopesAsync(long grant, ConsentType consent, params string[] scopes)
    {
        await using var db = Db();
        var row = await db.Grants.SingleAsync(g => g.Id == grant);
        (row.Scopes, row.ConsentType) = (scopes, consent);
        row.ScopeDigest = Digest(row.AppId, consent, scopes);
        await db.SaveChangesAsync();
    }

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
        await using var db = Db();
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

    public async Task<CampaignItem> ItemAsync(long campaign, long grant)
    {
        await using var db = Db();
        return await db.Items.AsNoTracking().SingleAsync(i => i.CampaignId == campaign && i.GrantId == grant);
    }

    public async Task<CampaignParticipant> OwnerAsync(long campaign, long grant)
    {
        var item = await ItemAsync(campaign, grant);
        await using var db = Db();
        return await db.Participants.AsNoTracking().SingleAsync(p => p.Id == item.ParticipantId);
    }

    public async Task<List<T>> ReadAsync<T>(Func<OAuthAttestDb, IQueryable<T>> query)
    {
        await using var db = Db();
        return await query(db).ToListAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static byte[] Digest(long app, ConsentType consent, string[] scopes) =>
        ScopeDigest.Of(ProviderName.Entra, $"{app}", null, consent, scopes);

    private async Task AddAsync(object entity)
    {
        await using var db = Db();
        db.Add(entity);
        await db.SaveChangesAsync();
    }

    private sealed class Contexts(NpgsqlDataSource source) : IDbContextFactory<OAuthAttestDb>
    {
        public OAuthAttestDb CreateDbContext() => new(new DbContextOptionsBuilder<OAuthAttestDb>().UseNpgsql(source).Options);
    }
}
