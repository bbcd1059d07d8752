using System.Runtime.CompilerServices;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

public sealed class RehearsalTests
{
    private static readonly AttestationComposer Composer = new(ScopeDictionary.Embedded);

    [Fact]
    public async Task RunAsync_WholeCampaign_ChangesNoTableAtAll()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await WithHistoryAsync(world);
        var before = await TableFingerprint.OfAsync(world.Source);

        await RunAsync(world, new Collector());

        Assert.Equal(before, await TableFingerprint.OfAsync(world.Source));
        Assert.Contains(before, table =>
            table.StartsWith("campaign_items:", StringComparison.Ordinal) && !table.Contains(":0:", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(before, table => table.StartsWith("slack_messages:1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_RendererThatWrites_IsRefusedByTheDatabase()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"));

        async IAsyncEnumerable<AttestationRequestView> WriteAsync(
            OAuthAttestDb db,
            long campaign,
            long person,
            [EnumeratorCancellation] CancellationToken cancellation
        )
        {
            var row = await db.Grants.FindAsync([grant], cancellation);
            row!.Risk = Risk.Critical;
            await db.SaveChangesAsync(cancellation);
            yield break;
        }

        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            new Rehearsal(world.Source, ScopeDictionary.Embedded).RunAsync(Campaign("x"), WriteAsync, new Collector(), default)
        );

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, Assert.IsType<PostgresException>(refused.GetBaseException()).SqlState);
    }

    [Fact]
    public async Task RunAsync_ComparedWithTheRealCampaign_ForetellsIt()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await WithHistoryAsync(world);
        var collector = new Collector();

        var rehearsed = await RunAsync(world, collector);
        var opened = await world.OpenAsync("real", now: CampaignWorld.Start.AddDays(90), acceptStale: true);
        await world.AskEverybodyAsync(opened.CampaignId);
        var written = await world.CloseAsync(opened);

        var report = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!;
        Assert.Equal(opened.PopulationDigest, rehearsed.Population.Digest);
        Assert.Equal((opened.GrantCount, (long)opened.ParticipantCount), (rehearsed.Population.Grants, rehearsed.Population.People));
        Assert.Equal(report.Classes, rehearsed.AllSilent.Classes);
        Assert.Equal((written.Size, written.HoldReasons.Count), (rehearsed.AllSilent.Size, rehearsed.AllSilent.HoldReasons.Count));
        var listed = await world.ReadAsync(db =>
            db.Worklist.Where(w => w.CampaignId == opened.CampaignId).OrderBy(w => w.GrantId).Select(w => w.GrantId)
        );
        Assert.Equal(listed, collector.Rows.Select(row => row.GrantId));
        Assert.Equal(
            (report.OrphanGrants, report.TenantWideGrants, report.Users.Unreachable),
            (rehearsed.OrphanGrants, rehearsed.TenantWideGrants, rehearsed.Unreachable)
        );
    }

    [Fact]
    public async Task RunAsync_EveryReachablePerson_GetsEachGrantOnceOnTheirPages()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await WithHistoryAsync(world);
        var collector = new Collector();

        var report = await RunAsync(world, collector);

        Assert.Equal(report.Messages, collector.Pages.Count);
        var cards = collector.Pages.SelectMany(page => page.Cards.Select(card => card.GrantId)).ToList();
        Assert.Equal(cards.Count, cards.Distinct().Count());
        var together = collector.Pages.SelectMany(page => page.Entries).Sum(entry => entry switch
        {
            AppCard app => app.Answers.Grants,
            LowRiskCard low => low.Answers.Grants,
            _ => 0,
        });
        Assert.Equal(report.Population.Grants - report.AllSilent.Classes.Unreachable, cards.Count + together);
        var largest = report.LargestLists[0];
        Assert.Equal(20, largest.Grants);
        var pages = collector.Pages.Where(page => page.ParticipantKey == largest.Key).ToList();
        Assert.Equal(pages[0].PageCount, pages.Count);
        Assert.All(collector.Pages, page => Assert.False(page.IsClosed));
    }

    [Fact]
    public async Task RunAsync_AfterAClosedCampaign_ProjectsTheSameAnswersAsLastTime()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await WithHistoryAsync(world);

        var report = await RunAsync(world, new Collector());

        // Of the 20: three were kept, one of which grew since; one was to be removed and is still active.
        var same = report.SameAnswersAsLastTime!;
        Assert.Equal((2L, 1L), (same.Classes.Attested, same.Classes.Remove));
        Assert.Equal(report.AllSilent.Classes.Sum, same.Classes.Sum);
        Assert.Equal(report.AllSilent.Size - 2, same.Size);
    }

    /// <summary>The pilot says nothing of what it left out: last time is the full campaign before it.</summary>
    [Fact]
    public async Task RunAsync_AfterAPilot_ProjectsTheAnswersOfTheCampaignThatCoveredEachGrant()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = await world.UserAsync("person@example.com");
        var (kept, removed, piloted) = (
            await world.GrantAsync(await world.AppAsync(clientId: "a"), user),
            await world.GrantAsync(await world.AppAsync(clientId: "b"), user),
            await world.GrantAsync(await world.AppAsync(clientId: "mailer"), user));
        await CloseAsync("full", 0, new CampaignFilter(), (kept, Answer.Keep), (removed, Answer.Remove));
        await CloseAsync("pilot", 30, new CampaignFilter { Apps = ["mailer"] }, (piloted, Answer.Keep));

        var same = (await RunAsync(world, new Collector())).SameAnswersAsLastTime!;

        Assert.Equal((2L, 1L, 0L), (same.Classes.Attested, same.Classes.Remove, same.Classes.Unanswered));

        async Task CloseAsync(string key, int day, CampaignFilter filter, params (long Grant, Answer Answer)[] answers)
        {
            var policy = CampaignWorld.Policy with { Filter = filter };
            var opened = await world.OpenAsync(key, policy, CampaignWorld.Start.AddDays(day), acceptStale: true);
            await world.AskEverybodyAsync(opened.CampaignId);
            foreach (var (grant, answer) in answers)
                await world.AnswerAsync(opened.CampaignId, grant, answer);
            await world.CloseAsync(opened);
            await world.ExecuteAsync($"UPDATE campaigns SET state = 'Closed', closed_at = closes_at WHERE key = '{key}'");
        }
    }

    [Fact]
    public async Task RunAsync_FirstCampaign_HasNoLastTime()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await world.GrantAsync(await world.AppAsync(), await world.UserAsync("person@example.com"));

        var report = await new Rehearsal(world.Source, ScopeDictionary.Embedded).RunAsync(
            Campaign("2026Q4"),
            Render,
            new Collector(),
            default
        );

        Assert.Null(report.SameAnswersAsLastTime);
        Assert.Equal(1, report.AllSilent.Classes.Unanswered);
    }

    private static Task<RehearsalReport> RunAsync(CampaignWorld world, Collector collector) =>
        new Rehearsal(world.Source, ScopeDictionary.Embedded).RunAsync(Campaign("real"), Render, collector, default);

    private static RehearseCampaign Campaign(string key) =>
        new(CampaignKey.Parse(key), CampaignWorld.Policy, "test-1", CampaignWorld.Start.AddDays(90));

    private static IAsyncEnumerable<AttestationRequestView> Render(
        OAuthAttestDb db,
        long campaign,
        long participant,
        CancellationToken cancellation
    ) => Composer.ComposeAllAsync(db, participant, CampaignWorld.Start.AddDays(90), cancellation);

    /// <summary>One person with 20 grants, an unreachable one, an orphan, a tenant-wide grant, and a closed campaign before.</summary>
    private static async Task WithHistoryAsync(CampaignWorld world)
    {
        var app = await world.AppAsync("Mailer");
        var person = await world.UserAsync("person@example.com");
        var grants = new List<long>();
        for (var i = 0; i < 20; i++)
            grants.Add(await world.GrantAsync(app, person, (Risk)(1 + (i % 4))));
        await world.GrantAsync(app, await world.UserAsync("unreachable@example.com", inSlack: false));
        await world.GrantAsync(app, null);
        await world.GrantAsync(app, null, consent: ConsentType.Tenant);
        var first = await world.OpenAsync("first", CampaignWorld.Policy with { Silence = SilencePolicy.Keep });
        await world.AskEverybodyAsync(first.CampaignId);
        foreach (var kept in grants.Take(3))
            await world.AnswerAsync(first.CampaignId, kept, Answer.Keep);
        await world.AnswerAsync(first.CampaignId, grants[3], Answer.Remove);
        await world.CloseAsync(first);
        await world.ChangeScopesAsync(grants[0], ConsentType.Principal, "User.Read", "Mail.Send");
    }

    private sealed class Collector : IRehearsalSink
    {
        public List<AttestationRequestView> Pages { get; } = [];

        public List<WorklistRow> Rows { get; } = [];

        public Task MessageAsync(AttestationRequestView page, CancellationToken cancellation)
        {
            Pages.Add(page);
            return Task.CompletedTask;
        }

        public Task WorklistRowAsync(WorklistRow row, CancellationToken cancellation)
        {
            Rows.Add(row);
            return Task.CompletedTask;
        }
    }
}
