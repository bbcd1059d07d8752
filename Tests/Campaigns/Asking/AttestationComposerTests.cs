using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Asking;

public sealed class AttestationComposerTests : IAsyncLifetime
{
    private CampaignScene scene = null!;
    private CampaignParticipant jane = null!;

    public async Task InitializeAsync()
    {
        scene = await CampaignScene.CreateAsync(policy =>
            policy with
            {
                Silence = SilencePolicy.Keep,
                AskedBy = "the auditors",
                Why = "Because.",
            }
        );
        jane = await scene.AddPersonAsync("jane");
    }

    public async Task DisposeAsync() => await scene.DisposeAsync();

    [Fact]
    public async Task Compose_OneGrant_ShowsPolicyWordsAndState()
    {
        var item = await scene.AddGrantAsync(jane, new GrantSketch { App = "Mailer", Scopes = ["User.Read", "Mail.ReadWrite"] });

        var view = await ComposeAsync(1);

        Assert.Equal(("the auditors", "Because.", SilencePolicy.Keep, "jane"), (view.AskedBy, view.Why, view.Silence, view.RecipientName));
        Assert.Equal(
            (1, 1, 1, 1, false, null),
            (view.Page, view.PageCount, view.GrantCount, view.OpenCount, view.IsClosed, view.OnBehalfOf)
        );
        var card = Assert.Single(view.Cards);
        Assert.Equal(
            ("Mailer", Risk.High, true, DigestPrefix.Of(item.ScopeDigest)),
            (card.AppName, card.Risk, card.KeepNeedsReason, card.DigestPrefix)
        );
        Assert.Equal([Risk.High, Risk.Low], card.Abilities.Select(ability => ability.Risk));
        Assert.All(card.Abilities, ability => Assert.True(ability.IsKnown));
        Assert.Null(card.Account);
    }

    [Fact]
    public async Task Compose_UnknownScope_SaysSoAndCountsAsHigh()
    {
        await scene.AddGrantAsync(jane, new GrantSketch { Scopes = ["Nobody.KnowsThis"] });

        var card = Assert.Single((await ComposeAsync(1)).Cards);

        Assert.Equal((false, Risk.High), (Assert.Single(card.Abilities).IsKnown, card.Risk));
    }

    [Theory]
    [InlineData(1, 1, 8)]
    [InlineData(3, 17, 4)]
    [InlineData(0, 1, 8)]
    [InlineData(99, 17, 4)]
    public async Task Compose_TwentyGrants_ShowsOnePage(int page, int firstNumber, int cards)
    {
        for (var i = 0; i < 20; i++)
            await scene.AddGrantAsync(jane, new GrantSketch { Risk = Risk.Medium });

        var view = await ComposeAsync(page);

        Assert.Equal(
            (3, 20, 20, firstNumber, cards),
            (view.PageCount, view.GrantCount, view.OpenCount, view.Cards.First().Number, view.Cards.Count())
        );
    }

    [Fact]
    public async Task Compose_RiskGrewAfterTheOpening_KeepsOrderAndNumbers()
    {
        var low = await scene.AddGrantAsync(jane, new GrantSketch { Scopes = ["User.Read"] });
        var high = await scene.AddGrantAsync(jane, new GrantSketch { Scopes = ["Mail.ReadWrite"] });
        await scene.ExecuteAsync($"UPDATE campaign_items SET risk = 'Critical' WHERE grant_id = {low.GrantId}");

        var view = await ComposeAsync(1);

        Assert.Equal(
            [(high.GrantId, 1, Risk.High), (low.GrantId, 2, Risk.Critical)],
            view.Cards.Select(card => (card.GrantId, card.Number, card.Risk))
        );
    }

    [Fact]
    public async Task ComposeAll_TwentyGrants_ShowsEachOnce()
    {
        for (var i = 0; i < 20; i++)
            await scene.AddGrantAsync(jane, new GrantSketch { Risk = Risk.Medium });
        await using var db = await scene.Databases.CreateDbContextAsync();

        var numbers = new List<int>();
        await foreach (var view in scene.Composer.ComposeAllAsync(db, jane.Id, scene.Clock.GetUtcNow(), CancellationToken.None))
            numbers.AddRange(view.Cards.Select(card => card.Number));

        Assert.Equal(Enumerable.Range(1, 20), numbers);
    }

    [Fact]
    public async Task Compose_SeveralAccounts_NamesTheAccountOfEach()
    {
        var (work, other) = (await AccountAsync("jane@work"), await AccountAsync("jane@other"));
        await scene.AddGrantAsync(jane, new GrantSketch { UserId = work });
        Assert.Null((await ComposeAsync(1)).Cards.First().Account);

        await scene.AddGrantAsync(jane, new GrantSketch { UserId = other });

        Assert.Equal(
            ["jane@example.com (jane@work)", "jane@example.com (jane@other)"],
            (await ComposeAsync(1)).Cards.Select(card => card.Account)
        );
    }

    [Fact]
    public async Task Compose_OrphanOfAnAccountInNoRoster_NamesTheIdThatTheGrantKnows()
    {
        await scene.AddGrantAsync(jane, new GrantSketch { Ownership = Ownership.Orphan, Principal = "account-4711" });

        Assert.Equal("account-4711", (await ComposeAsync(1)).Cards.First().OriginalOwner);
    }

    [Fact]
    public async Task Compose_ForTheDelegate_SaysInWhosePlace()
    {
        await scene.AddGrantAsync(jane);
        await using var db = await scene.Databases.CreateDbContextAsync();

        var view = await scene.Composer.ComposeAsync(
            db,
            new ComposeRequest(jane.Id, 1, scene.Clock.GetUtcNow(), ForDelegate: true),
            CancellationToken.None
        );

        Assert.Equal((null, "jane"), (view.RecipientName, view.OnBehalfOf));
    }

    [Fact]
    public async Task Compose_AfterTheCutOff_IsClosedAndOffersNothing()
    {
        await scene.AddGrantAsync(jane);
        await scene.AddGrantAsync(jane);
        Assert.Equal(2, (await ComposeAsync(1)).KeepAllLowRiskCount);
        scene.Clock.Advance(TimeSpan.FromDays(14));

        var view = await ComposeAsync(1);

        Assert.Equal((true, 0), (view.IsClosed, view.KeepAllLowRiskCount));
    }

    [Fact]
    public async Task Compose_AnsweredAndVoided_ShowsBoth()
    {
        var item = await scene.AddGrantAsync(jane, new GrantSketch { Voided = 1, Drift = Drift.KeptLastTime });
        await scene.Service.RecordAsync(scene.Give(item, Answer.Keep, "U0JANE"), CancellationToken.None);

        var card = (await ComposeAsync(1)).Cards.First();

        Assert.Equal(
            (Answer.Keep, true, Drift.KeptLastTime, scene.Clock.GetUtcNow()),
            (card.Answer, card.AskedAgain, card.Drift, card.AnsweredAt)
        );
    }

    private async Task<AttestationRequestView> ComposeAsync(int page)
    {
        await using var db = await scene.Databases.CreateDbContextAsync();
        return await scene.Composer.ComposeAsync(db, new ComposeRequest(jane.Id, page, scene.Clock.GetUtcNow()), CancellationToken.None);
    }

    private async Task<long> AccountAsync(string externalId)
    {
        var user = TestData.User(externalId, "jane@example.com");
        await scene.SaveAsync(user);
        return user.Id;
    }
}
