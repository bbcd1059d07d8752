using OAuthAttest.Campaigns;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Escalations.Evaluation;

/// <summary>A grant that is made for somebody else: what was removed before is that person's, and not its maker's.</summary>
public sealed class RemovedFromOthersTests
{
    private const string Person = "jane@example.com";

    [Theory]
    [InlineData("for whom it is", true)]
    [InlineData("its maker", false)]
    public async Task DecideAsync_ForSomebodyElse_TellsWhatWasRemovedFromWhomItIsFor(string removedFrom, bool flagged)
    {
        await using var campaign = await CampaignWorld.CreateAsync();
        await using var world = EscalationWorld.On(campaign.Database);
        var user = await campaign.UserAsync(Person);
        var grant = await campaign.GrantAsync(await campaign.AppAsync(clientId: "client-1"), user);
        var opened = await campaign.OpenAsync(policy: CampaignWorld.Policy with { Breaker = new BreakerPolicy(1, 1, 1, []) });
        await campaign.AskEverybodyAsync(opened.CampaignId);
        await campaign.AnswerAsync(opened.CampaignId, grant, Answer.Remove);
        await campaign.CloseAsync(opened);
        var id = (await campaign.ScalarAsync<string>($"SELECT external_id FROM users WHERE id = {user}"))!;
        var consent = removedFrom == "its maker"
            ? await world.ConsentAsync(Person, id, with: facts => facts with { Principals = ["account-of-another"] })
            : await world.ConsentAsync("maker@example.com", "account-of-the-maker", with: facts => facts with { Principals = [id] });

        await world.DecideAsync(consent, opened.ClosesAt.AddDays(12));

        Assert.Equal(flagged ? "2026Q4" : null, (await world.DecisionAsync(consent)).RemovedByCampaign);
    }
}
