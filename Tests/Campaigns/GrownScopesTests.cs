using System.Text;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Grants;
using OAuthAttest.Tests.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>Scopes that grow during a campaign: they void Keep, and let nothing else escape.</summary>
public sealed class GrownScopesTests
{
    private static readonly string[] Grown = ["Mail.ReadWrite.All", "User.Read"];

    [Fact]
    public async Task Close_GrownAfterRemoveAndAfterSilence_ListsBothForRemoval()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var app = await world.AppAsync();
        var greta = await world.GrantAsync(app, await world.UserAsync("greta@example.com"));
        var owen = await world.GrantAsync(app, await world.UserAsync("owen@example.com"));
        var opened = await OpenAsync(world);
        await world.AnswerAsync(opened.CampaignId, greta, Answer.Remove);
        await GrowAsync(world, greta, owen);

        var written = await world.CloseAsync(opened);

        Assert.Equal((2L, WorklistState.Released), (written.Size, written.State));
        Assert.Equal(
            (GrantClass.Remove, GrantClass.Unanswered),
            ((await world.ItemAsync(opened.CampaignId, greta)).Class, (await world.ItemAsync(opened.CampaignId, owen)).Class)
        );
    }

    [Theory]
    [InlineData(Answer.Remove)]
    [InlineData(Answer.NotMine)]
    public async Task Close_GrownAfterARemovalAndShownAnew_IsARemovalAndNotSilence(Answer answer)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("greta@example.com"));
        var opened = await OpenAsync(world);
        await world.AnswerAsync(opened.CampaignId, grant, answer);
        await GrowAsync(world, grant);
        await new ScopeGrowthCheck(world.Source).RunAsync(new CheckScopeGrowth(opened.CampaignId, opened.OpenedAt), default);

        await world.CloseAsync(opened);

        var item = await world.ItemAsync(opened.CampaignId, grant);
        Assert.Equal((answer, GrantClass.Remove), (item.Answer, item.Class));
        Assert.Equal(Grown, item.Scopes);
    }

    [Theory]
    [InlineData(Answer.Remove)]
    [InlineData(Answer.NotMine)]
    public async Task Check_GrownAfterARemoval_ShowsTheGrownScopesAndLetsTheAnswerStand(Answer answer)
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        var item = await scene.AddGrantAsync(jane);
        await scene.Service.RecordAsync(scene.Give(item, answer, "U0JANE", "not needed"), default);
        await scene.ChangeScopesAsync(item, Grown);

        var grown = await CheckAsync(scene);

        Assert.Equal((1, 0), (grown.Grants, grown.VoidedAnswers));
        var now = await scene.ReadAsync(item);
        Assert.Equal((answer, "not needed", "U0JANE"), (now.Answer, now.Reason, now.AnsweredBy));
        Assert.Equal(Grown, now.Scopes);
        Assert.Equal((0, 0), ((await scene.ReadAsync(jane)).OpenCount, (await scene.ReadAsync(jane)).ScopeChanges));
        Assert.Equal("question.replaced", (await scene.AuditKindsAsync())[^1]);
    }

    [Theory]
    [InlineData(Answer.Remove, DecisionOutcome.Accepted)]
    [InlineData(Answer.NotMine, DecisionOutcome.Accepted)]
    [InlineData(Answer.Keep, DecisionOutcome.RefusedScopesChanged)]
    public async Task Click_OnAMessageWithTheOldScopes_CountsUnlessItKeeps(Answer answer, DecisionOutcome expected)
    {
        await using var scene = await CampaignScene.CreateAsync();
        var item = await scene.AddGrantAsync(await scene.AddPersonAsync("jane"));
        var old = scene.Give(item, answer, "U0JANE");
        await scene.ChangeScopesAsync(item, Grown);
        await CheckAsync(scene);

        Assert.Equal(expected, (await scene.Service.RecordAsync(old, default)).Outcome);
        // The scopes that the old message showed are not known in full.
        Assert.Null((await scene.DecisionsAsync())[^1].ScopeDigest);
    }

    [Fact]
    public async Task Check_ScopesThatGoBackAndForth_VoidEachKeepAndNeverFail()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        var item = await scene.AddGrantAsync(jane, new GrantSketch { Scopes = ["User.Read"] });
        string[][] readings = [["Files.Read", "User.Read"], ["Calendars.Read", "User.Read"], ["Files.Read", "User.Read"]];
        foreach (var scopes in readings)
        {
            var asked = await scene.ReadAsync(item);
            Assert.True((await scene.Service.RecordAsync(scene.Give(asked, Answer.Keep, "U0JANE", "I use it daily"), default)).IsAccepted);
            await scene.ChangeScopesAsync(item, scopes);
            Assert.Equal(1, (await CheckAsync(scene)).VoidedAnswers);
        }

        var last = await scene.ReadAsync(item);
        Assert.Equal((Answer.None, 3), (last.Answer, last.VoidedAnswers));
        Assert.Equal(["Calendars.Read", "User.Read"], last.KeptScopes!);
        Assert.Equal(3, (await scene.DecisionsAsync()).Count(decision => decision.Outcome == DecisionOutcome.VoidedScopesChanged));
    }

    [Fact]
    public async Task Check_GrownTwiceWithoutAnAnswerBetween_RemembersWhatWasKept()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        var item = await scene.AddGrantAsync(jane, new GrantSketch { Scopes = ["User.Read"] });
        await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, "U0JANE"), default);
        await scene.ChangeScopesAsync(item, "Files.Read", "User.Read");
        await CheckAsync(scene);
        await scene.ChangeScopesAsync(item, "Files.Read", "Mail.Read", "User.Read");
        await CheckAsync(scene);

        Assert.Equal(["User.Read"], (await scene.ReadAsync(item)).KeptScopes!);
        var shown = scene.Give(await scene.ReadAsync(item), Answer.Keep, "U0JANE", "now I know");
        Assert.True((await scene.Service.RecordAsync(shown, default)).IsAccepted);
        Assert.Equal(Answer.Keep, (await scene.ReadAsync(item)).Answer);
        Assert.Null((await scene.ReadAsync(item)).KeptScopes);
    }

    [Fact]
    public async Task Close_KeptThenVanishedAndBackWithMore_IsChanged()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var grant = await world.GrantAsync(await world.AppAsync(), await world.UserAsync("jane@example.com"));
        var opened = await OpenAsync(world);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Keep);
        await world.ExecuteAsync("UPDATE grants SET status = 'Vanished'");
        Assert.Equal(1, (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!.Classes.Attested);
        await world.ExecuteAsync("UPDATE grants SET status = 'Active'");
        await GrowAsync(world, grant);

        var written = await world.CloseAsync(opened);

        Assert.Equal(0, written.Size);
        Assert.Equal(GrantClass.Changed, (await world.ItemAsync(opened.CampaignId, grant)).Class);
    }

    [Fact]
    public async Task Approve_GrownWhileTheListIsHeld_StaysListedUnderTheSameDigest()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (app, user) = (await world.AppAsync("Mailer"), await world.UserAsync("jane@example.com"));
        var (removed, kept) = (await world.GrantAsync(app, user), await world.GrantAsync(app, user));
        var opened = await OpenAsync(world, new BreakerPolicy(0, 1, 1, []));
        await world.AnswerAsync(opened.CampaignId, removed, Answer.Remove);
        await world.AnswerAsync(opened.CampaignId, kept, Answer.Keep);
        var written = await world.CloseAsync(opened);
        await GrowAsync(world, removed, kept);

        var report = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!;
        var decided = await world.Approval.DecideAsync(
            new DecideWorklist(opened.Key, written.Digest, Approve: true, null, CampaignWorld.Lead, opened.ClosesAt),
            default
        );

        var later = Assert.Single(report.ChangedGrants);
        Assert.Equal((kept, true, "jane@example.com"), (later.GrantId, later.AfterTheClose, later.MustDecide));
        Assert.Equal((1L, 0L), (report.Classes.Attested, report.Classes.Changed));
        Assert.Equal(WorklistDecision.Approved, decided.Outcome);
        Assert.Equal([removed], await world.ReadAsync(db => db.Worklist.Select(row => row.GrantId)));
    }

    [Fact]
    public async Task Report_ChangedGrants_AreNamedWithWhoMustDecide()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var user = await world.UserAsync("jane@example.com");
        var grant = await world.GrantAsync(await world.AppAsync("=Mailer"), user);
        var wide = await world.GrantAsync(await world.AppAsync("Everywhere", owner: "owner@example.com"), user);
        await world.SlackAsync("owner@example.com");
        var opened = await OpenAsync(world);
        await world.AnswerAsync(opened.CampaignId, grant, Answer.Keep);
        await world.AnswerAsync(opened.CampaignId, wide, Answer.Keep);
        await GrowAsync(world, grant);
        await world.ChangeScopesAsync(wide, ConsentType.Tenant, "User.Read");
        await world.CloseAsync(opened);

        var report = (await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default))!;
        var changed = new ChangedGrants(world.Source);
        var page = (await changed.PageAsync(opened.Key, 0, 1, default))!;
        using var csv = new MemoryStream();
        await changed.StreamCsvAsync(opened.Key, csv, default);

        Assert.Equal(2, report.Classes.Changed);
        Assert.Equal([grant, wide], report.ChangedGrants.Select(row => row.GrantId));
        var first = report.ChangedGrants[0];
        Assert.Equal(("jane@example.com", "=Mailer", false), (first.MustDecide, first.App, first.AfterTheClose));
        Assert.Equal(["User.Read"], first.KeptScopes);
        Assert.Equal(["Mail.ReadWrite.All"], first.NewScopes);
        Assert.Equal((ConsentType.Tenant, 0), (report.ChangedGrants[1].ConsentType, report.ChangedGrants[1].NewScopes.Count));
        Assert.Equal((grant, (long?)grant), (Assert.Single(page.Rows).GrantId, page.NextAfterGrantId));
        var lines = Encoding.UTF8.GetString(csv.ToArray()).Split("\r\n");
        Assert.Contains("must_decide", lines[0], StringComparison.Ordinal);
        Assert.Contains("'=Mailer", lines[1], StringComparison.Ordinal);
        Assert.Contains("jane@example.com,User.Read,Mail.ReadWrite.All,false,false", lines[1], StringComparison.Ordinal);
        var message = MessageSamples.Read(MessageSamples.ReportRenderer.Render(report));
        Assert.Contains("jane@example.com must decide. New: Mail.ReadWrite.All", message, StringComparison.Ordinal);
        Assert.Contains("it reaches more people", message, StringComparison.Ordinal);
    }

    private static async Task<OpenedCampaign> OpenAsync(CampaignWorld world, BreakerPolicy? breaker = null)
    {
        var opened = await world.OpenAsync(policy: CampaignWorld.Policy with { Breaker = breaker ?? new BreakerPolicy(1, 1, 1, []) });
        await world.AskEverybodyAsync(opened.CampaignId);
        return opened;
    }

    private static async Task GrowAsync(CampaignWorld world, params long[] grants)
    {
        foreach (var grant in grants)
            await world.ChangeScopesAsync(grant, ConsentType.Principal, Grown);
    }

    private static Task<GrownScopes> CheckAsync(CampaignScene scene) =>
        new ScopeGrowthCheck(scene.Database.Source).RunAsync(
            new CheckScopeGrowth(scene.Campaign.Id, scene.Clock.GetUtcNow()),
            CancellationToken.None
        );
}
