using OAuthAttest.Campaigns;
using OAuthAttest.Grants;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>Where the last campaigns were pilots, a grant is compared with the newest of the older ones that covered it.</summary>
public sealed class OlderReviewsTests
{
    private static readonly string[] Asked = ["Files.Read"];
    private static readonly string[] Grown = ["Files.Read", "Mail.Read"];

    [Theory]
    [InlineData(Answer.Keep, Answer.Remove, Drift.Unchanged)]
    [InlineData(Answer.Remove, Answer.Keep, Drift.KeptLastTime)]
    public async Task OpenAsync_SeveralOlderCampaignsCoveredAGrant_ComparesWithTheNewestOfThem(Answer first, Answer second, Drift expected)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (grant, piloted) = await GrantsAsync(world);
        await CloseAsync(world, "first", 0, "other", grant, first);
        await CloseAsync(world, "second", 30, "other", grant, second);
        await CloseAsync(world, "pilot", 60, "mailer", piloted, Answer.Keep);

        Assert.Equal(expected, await DriftAsync(world, grant));
    }

    [Fact]
    public async Task OpenAsync_GrownBetweenTwoOlderCampaigns_IsNotGrownSinceTheNewerOne()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (grant, piloted) = await GrantsAsync(world);
        await CloseAsync(world, "first", 0, "other", grant, Answer.Keep);
        await world.ChangeScopesAsync(grant, ConsentType.Principal, Grown);
        await CloseAsync(world, "second", 30, "other", grant, Answer.Keep);
        await CloseAsync(world, "pilot", 60, "mailer", piloted, Answer.Keep);

        Assert.Equal(Drift.KeptLastTime, await DriftAsync(world, grant));
    }

    /// <summary>Cancelled after its people had answered, it decided nothing: the one before is what the grant is compared with.</summary>
    [Fact]
    public async Task OpenAsync_NewestCampaignWasCancelled_ComparesWithTheOneBefore()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var (grant, _) = await GrantsAsync(world);
        await CloseAsync(world, "first", 0, "other", grant, Answer.Keep);
        await CloseAsync(world, "second", 30, "other", grant, Answer.Remove);
        await world.ExecuteAsync("UPDATE campaigns SET state = 'Cancelled' WHERE key = 'second'");

        Assert.Equal(Drift.KeptLastTime, await DriftAsync(world, grant));
    }

    private static async Task<(long Grant, long Piloted)> GrantsAsync(CampaignWorld world)
    {
        var user = await world.UserAsync("person@example.com");
        return (
            await world.GrantAsync(await world.AppAsync(clientId: "other"), user, scopes: Asked),
            await world.GrantAsync(await world.AppAsync(clientId: "mailer"), user));
    }

    private static async Task<Drift> DriftAsync(CampaignWorld world, long grant)
    {
        var opened = await world.OpenAsync("next", now: CampaignWorld.Start.AddDays(90), acceptStale: true);
        return (await world.ItemAsync(opened.CampaignId, grant)).Drift;
    }

    private static async Task CloseAsync(CampaignWorld world, string key, int day, string app, long grant, Answer answer)
    {
        var policy = CampaignWorld.Policy with { Filter = new CampaignFilter { Apps = [app] } };
        var opened = await world.OpenAsync(key, policy, CampaignWorld.Start.AddDays(day), acceptStale: true);
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.AnswerAsync(opened.CampaignId, grant, answer);
        await world.CloseAsync(opened);
        await world.ExecuteAsync($"UPDATE campaigns SET state = 'Closed', closed_at = closes_at WHERE key = '{key}'");
    }
}
