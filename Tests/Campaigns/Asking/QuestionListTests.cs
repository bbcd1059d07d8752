using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Asking;

/// <summary>Which cards a person gets, and in which order.</summary>
public sealed class QuestionListTests : IAsyncLifetime
{
    private const string JaneId = "U0JANE";

    private CampaignScene scene = null!;
    private CampaignParticipant jane = null!;

    public async Task InitializeAsync()
    {
        scene = await CampaignScene.CreateAsync();
        jane = await scene.AddPersonAsync("jane");
    }

    public async Task DisposeAsync() => await scene.DisposeAsync();

    [Fact]
    public async Task Compose_ManyLowRiskApps_AreOneCardAfterTheRiskyOnes()
    {
        foreach (var app in new[] { "Zoom", "Asana", "Miro", "Miro" })
            await scene.AddGrantAsync(jane, new GrantSketch { App = app });
        var risky = await scene.AddGrantAsync(jane, new GrantSketch { App = "Mailer", Scopes = CampaignScene.HighScopes });
        var unverified = await scene.AddGrantAsync(jane, new GrantSketch { App = "Odd", PublisherVerified = null });

        var view = await ComposeAsync();

        Assert.Equal([risky.GrantId, unverified.GrantId], view.Cards.Select(card => card.GrantId));
        var low = Assert.IsType<LowRiskCard>(view.Entries[^1]);
        Assert.Equal(["Asana", "Miro", "Zoom"], low.AppNames);
        Assert.Equal((3, new GroupAnswers(4, 0, 0)), (low.Number, low.Answers));
        Assert.Equal((1, 1, 6, 4), (view.Page, view.PageCount, view.GrantCount, view.KeepAllLowRiskCount));
    }

    [Fact]
    public async Task Compose_TwoLowRiskApps_HaveCardsOfTheirOwn()
    {
        await scene.AddGrantAsync(jane);
        await scene.AddGrantAsync(jane);

        var view = await ComposeAsync();

        Assert.Equal((2, 2), (view.Cards.Count(), view.KeepAllLowRiskCount));
    }

    [Fact]
    public async Task Compose_KeepAllLowRisk_IsOfferedOnlyNextToTheNames()
    {
        for (var i = 0; i < 9; i++)
            await scene.AddGrantAsync(jane, new GrantSketch { Scopes = CampaignScene.HighScopes });
        for (var i = 0; i < 3; i++)
            await scene.AddGrantAsync(jane);

        Assert.Equal((2, 0), (await ComposeAsync() is var first ? (first.PageCount, first.KeepAllLowRiskCount) : default));
        Assert.Equal(3, (await ComposeAsync(2)).KeepAllLowRiskCount);
        Assert.Equal(3, (await ComposeAsync(1, OpenedGroup.LowRisk)).KeepAllLowRiskCount);
    }

    [Fact]
    public async Task Compose_ScopesGrew_TakeTheAppOutOfTheLowRiskCard()
    {
        var items = new List<CampaignItem>();
        for (var i = 0; i < 4; i++)
            items.Add(await scene.AddGrantAsync(jane));
        var grown = items[1].GrantId;
        await scene.ExecuteAsync($"UPDATE campaign_items SET voided_answers = 1, drift = 'ScopesGrown' WHERE grant_id = {grown}");

        var view = await ComposeAsync();

        Assert.Equal([items[1].GrantId], view.Cards.Select(card => card.GrantId));
        Assert.Equal(3, Assert.IsType<LowRiskCard>(view.Entries[^1]).Answers.Grants);
    }

    [Fact]
    public async Task Opened_LowRisk_ShowsEachOverItsOwnPages()
    {
        var ids = new List<long>();
        for (var i = 0; i < 10; i++)
            ids.Add((await scene.AddGrantAsync(jane)).GrantId);
        await scene.AddGrantAsync(jane, new GrantSketch { Scopes = CampaignScene.HighScopes });

        var first = await ComposeAsync(1, OpenedGroup.LowRisk);
        var second = await ComposeAsync(2, OpenedGroup.LowRisk);

        Assert.Equal(2, first.PageCount);
        Assert.Equal(ids, first.Cards.Concat(second.Cards).Select(card => card.GrantId));
        Assert.Equal(Enumerable.Range(1, 10), first.Cards.Concat(second.Cards).Select(card => card.Number));
        Assert.Equal(OpenedGroup.LowRisk, first.OpenedGroup);
    }

    [Fact]
    public async Task Compose_OrphansOfOneApp_AreOneCardBeforeThoseOfTheSameRisk()
    {
        var own = await scene.AddGrantAsync(jane, new GrantSketch { Scopes = CampaignScene.HighScopes });
        var orphans = await OrphansAsync("Old Sync", 12);
        var single = await scene.AddGrantAsync(jane, new GrantSketch { Ownership = Ownership.Orphan });
        await scene.Service.RecordAsync(scene.Give(orphans[0], Answer.Remove, JaneId), CancellationToken.None);

        var view = await ComposeAsync();

        Assert.Equal(1, view.PageCount);
        var app = Assert.IsType<AppCard>(view.Entries[0]);
        Assert.Equal(
            ("Old Sync", 1, Risk.High, new GroupAnswers(12, 0, 1)), (app.AppName, app.Number, app.Risk, app.Answers));
        Assert.Equal([(own.GrantId, 2), (single.GrantId, 3)], view.Cards.Select(card => (card.GrantId, card.Number)));
    }

    [Fact]
    public async Task Compose_AppsAndSinglesOverPages_ShowsEachOnceInOrder()
    {
        var expected = new List<string>();
        for (var i = 0; i < 5; i++)
            expected.Add($"app {(await OrphansAsync($"Group {i}", 2))[0].AppId}");
        for (var i = 0; i < 14; i++)
            expected.Add($"grant {(await scene.AddGrantAsync(jane, new GrantSketch { Scopes = CampaignScene.HighScopes })).GrantId}");
        for (var i = 0; i < 2; i++)
            expected.Add($"app {(await OrphansAsync($"Low {i}", 3, CampaignScene.LowScopes))[0].AppId}");
        for (var i = 0; i < 6; i++)
            expected.Add($"grant {(await scene.AddGrantAsync(jane, new GrantSketch { PublisherVerified = null })).GrantId}");
        for (var i = 0; i < 3; i++)
            await scene.AddGrantAsync(jane);
        expected.Add("low");

        var pages = new List<AttestationRequestView>();
        await using var db = await scene.Databases.CreateDbContextAsync();
        await foreach (var view in scene.Composer.ComposeAllAsync(db, jane.Id, scene.Clock.GetUtcNow(), CancellationToken.None))
            pages.Add(view);

        Assert.Equal([8, 8, 8, 4], pages.Select(page => page.Entries.Count));
        Assert.Equal(expected, pages.SelectMany(page => page.Entries).Select(Name));
        Assert.Equal(Enumerable.Range(1, 28), pages.SelectMany(page => page.Entries).Select(entry => entry.Number));
    }

    [Fact]
    public async Task Opened_App_ShowsItsOrphansAndACardThatIsGoneIsTheWholeList()
    {
        var orphans = await OrphansAsync("Old Sync", 3);

        var opened = await ComposeAsync(1, OpenedGroup.OfApp(orphans[0].AppId));
        var gone = await ComposeAsync(1, OpenedGroup.OfApp(4711));

        Assert.Equal(orphans.Select(item => item.GrantId), opened.Cards.Select(card => card.GrantId));
        Assert.Equal("Old Sync", Assert.IsType<AppCard>(opened.Opened).AppName);
        Assert.Null(gone.Opened);
        Assert.IsType<AppCard>(Assert.Single(gone.Entries));
    }

    [Fact]
    public async Task Turn_OpensAndTurnsAndComesBack_AndRemembersIt()
    {
        for (var i = 0; i < 10; i++)
            await scene.AddGrantAsync(jane);

        var opened = await TurnAsync(1, OpenedGroup.LowRisk);
        var next = await TurnAsync(2, null);
        Assert.Equal((2, "low"), ((await scene.ReadAsync(jane)).Page, (await scene.ReadAsync(jane)).Opened));
        var back = await TurnAsync(1, OpenedGroup.None);

        Assert.Equal([(1, 2), (2, 2), (1, 1)], new[] { opened, next, back }.Select(view => (view!.Page, view.PageCount)));
        Assert.Equal((1, null), ((await scene.ReadAsync(jane)).Page, (await scene.ReadAsync(jane)).Opened));
        Assert.Null(await scene.Viewer.TurnAsync(
            new PageButton(scene.Campaign.Key, "jane", 1), OpenedGroup.LowRisk, "U0MALLORY", CancellationToken.None));
    }

    [Fact]
    public async Task Compose_IdsInsteadOfNames_AreNotShown()
    {
        var id = Guid.NewGuid().ToString();
        await scene.AddGrantAsync(jane, new GrantSketch { App = id, Ownership = Ownership.Orphan, Principal = id });

        var card = (await ComposeAsync()).Cards.Single();

        Assert.Equal(("", null), (card.AppName, card.OriginalOwner));
    }

    private static string Name(QuestionEntry entry) => entry switch
    {
        AppCard app => $"app {app.AppId}",
        GrantCard grant => $"grant {grant.GrantId}",
        _ => "low",
    };

    private async Task<List<CampaignItem>> OrphansAsync(string app, int count, string[]? scopes = null)
    {
        var first = await scene.AddGrantAsync(jane, Orphan());
        var items = new List<CampaignItem> { first };
        for (var i = 1; i < count; i++)
            items.Add(await scene.AddGrantAsync(jane, Orphan() with { AppId = first.AppId }));
        return items;

        GrantSketch Orphan() => new() { App = app, Ownership = Ownership.Orphan, Scopes = scopes ?? CampaignScene.HighScopes };
    }

    private Task<AttestationRequestView?> TurnAsync(int page, OpenedGroup? opened) =>
        scene.Viewer.TurnAsync(new PageButton(scene.Campaign.Key, "jane", page), opened, JaneId, CancellationToken.None);

    private async Task<AttestationRequestView> ComposeAsync(int page = 1, OpenedGroup? opened = null)
    {
        await using var db = await scene.Databases.CreateDbContextAsync();
        var request = new ComposeRequest(jane.Id, page, scene.Clock.GetUtcNow(), Opened: opened);
        return await scene.Composer.ComposeAsync(db, request, CancellationToken.None);
    }
}
