using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Asking;

public sealed class QuestionOrderTests
{
    /// <summary>Over pages too: not only within the one on which a card happens to be.</summary>
    [Fact]
    public async Task Compose_RiskyAppThatCameLast_IsOnTheFirstPage()
    {
        await using var scene = await CampaignScene.CreateAsync();
        var jane = await scene.AddPersonAsync("jane");
        var harmless = new GrantSketch { PublisherVerified = false };
        for (var i = 0; i < AttestationRequestView.PageSize + 1; i++)
            await scene.AddGrantAsync(jane, harmless);
        var risky = await scene.AddGrantAsync(jane, new GrantSketch { Scopes = CampaignScene.HighScopes });

        await using var db = await scene.Databases.CreateDbContextAsync();
        var pages = new List<AttestationRequestView>();
        await foreach (var page in scene.Composer.ComposeAllAsync(db, jane.Id, scene.Clock.GetUtcNow(), CancellationToken.None))
            pages.Add(page);

        Assert.Equal(2, pages.Count);
        Assert.Equal((risky.GrantId, Risk.High), (pages[0].Cards.First().GrantId, pages[0].Cards.First().Risk));
        Assert.Equal(10, pages.SelectMany(page => page.Cards).Select(card => card.GrantId).Distinct().Count());
    }
}
