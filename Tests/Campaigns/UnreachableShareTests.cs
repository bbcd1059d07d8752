using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Opening;
using Xunit;

namespace OAuthAttest.Tests.Campaigns;

/// <summary>Where too many people could not be asked, nothing is removed by the silence of the others without a named approval.</summary>
public sealed class UnreachableShareTests
{
    /// <summary>People, how many of them have no Slack account, the limit, whether the list is held.</summary>
    [Theory]
    [InlineData(5, 0, 0, false)]
    [InlineData(5, 1, 0, true)]
    [InlineData(5, 1, 0.2, false)]
    [InlineData(5, 2, 0.2, true)]
    [InlineData(10, 2, 0.2, false)]
    [InlineData(10, 3, 0.2, true)]
    [InlineData(10, 3, 0.3, false)]
    [InlineData(50, 29, 0.58, false)] // 0.58 * 50 is a little less than 29 as a floating-point number
    [InlineData(5, 5, 0.99, true)]
    [InlineData(5, 5, 1, false)]
    public async Task WriteWorklistAsync_ShareOfUnreachablePeople_IsHeldExactlyAboveTheLimit(
        int people, int unreachable, double limit, bool isHeld)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await OpenAsync(world, people, unreachable, limit);
        await world.AskEverybodyAsync(opened.CampaignId);

        var written = await world.CloseAsync(opened);

        Assert.Equal(isHeld ? WorklistState.Held : WorklistState.Released, written.State);
        Assert.Equal(people - unreachable, written.Size);
        if (isHeld)
        {
            var share = unreachable * 100 / people;
            Assert.Equal(
                $"{unreachable} of {people} people ({share} %) could not be asked; the limit is {limit * 100} %. "
                    + $"{people - unreachable} grants are on the list only because nobody answered.",
                Assert.Single(written.HoldReasons)
            );
        }
    }

    [Fact]
    public async Task WriteWorklistAsync_NobodyWasAsked_WaitsForTheLeadThoughTheListIsEmpty()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await OpenAsync(world, people: 3, unreachable: 0, limit: 0.2);

        var written = await world.CloseAsync(opened);

        Assert.Equal((WorklistState.Held, 0L), (written.State, written.Size));
        Assert.StartsWith("3 of 3 people (100 %) could not be asked", Assert.Single(written.HoldReasons), StringComparison.Ordinal);
        Assert.Equal(CampaignState.AwaitingDecision, (await CampaignAsync(world, opened.CampaignId)).State);
    }

    [Fact]
    public async Task WriteWorklistAsync_CampaignWithoutPeople_IsReleased()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await OpenAsync(world, people: 0, unreachable: 0, limit: 0);

        Assert.Equal(WorklistState.Released, (await world.CloseAsync(opened)).State);
    }

    /// <summary>Somebody else may answer for a person who could not be asked: then nothing of theirs is in doubt.</summary>
    [Fact]
    public async Task WriteWorklistAsync_AnsweredInTheirPlace_DoesNotCount()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await OpenAsync(world, people: 4, unreachable: 1, limit: 0);
        await world.AskEverybodyAsync(opened.CampaignId);
        await world.ExecuteAsync($"UPDATE campaign_participants SET open_count = 0 WHERE state = 'Unreachable'");

        Assert.Equal(WorklistState.Released, (await world.CloseAsync(opened)).State);
    }

    [Theory]
    [InlineData(true, WorklistState.Released)]
    [InlineData(false, WorklistState.Rejected)]
    public async Task Decide_AfterThatHold_ReleasesOrRejectsTheList(bool approve, WorklistState expected)
    {
        await using var world = await CampaignWorld.CreateAsync();
        var opened = await OpenAsync(world, people: 4, unreachable: 2, limit: 0.2);
        await world.AskEverybodyAsync(opened.CampaignId);
        var written = await world.CloseAsync(opened);
        var report = await world.Reports.BuildAsync(opened.Key, opened.ClosesAt, default);

        var decided = await world.Approval.DecideAsync(
            new DecideWorklist(opened.Key, written.Digest, approve, null, CampaignWorld.Lead, opened.ClosesAt.AddHours(1)), default);

        // The numbers of the reason are those of the report.
        Assert.Equal((4, 2), (report!.Users.Total, report.Users.Unreachable));
        Assert.StartsWith("2 of 4 people (50 %)", Assert.Single(report.Worklist.HoldReasons), StringComparison.Ordinal);
        Assert.Equal((expected, CampaignWorld.Lead), (decided.State, decided.DecidedBy));
        Assert.Equal(CampaignState.Closed, (await CampaignAsync(world, opened.CampaignId)).State);
    }

    [Fact]
    public void Read_PolicyFromBeforeTheLimit_HasNone()
    {
        var json = CampaignPolicyJson.Write(CampaignWorld.Policy).Replace("\"maxShareUnreachable\":1,", "", StringComparison.Ordinal);

        Assert.DoesNotContain("maxShareUnreachable", json, StringComparison.Ordinal);
        Assert.Equal(1, CampaignPolicyJson.Read(json).MaxShareUnreachable);
        Assert.Equal(0.2, new CampaignOptions().ToPolicy().MaxShareUnreachable);
    }

    private static async Task<OpenedCampaign> OpenAsync(CampaignWorld world, int people, int unreachable, double limit)
    {
        var app = await world.AppAsync("Reader");
        for (var i = 0; i < people; i++)
            await world.GrantAsync(app, await world.UserAsync($"person{i}@example.com", inSlack: i >= unreachable));
        var policy = CampaignWorld.Policy with { MaxShareUnreachable = limit, Breaker = new BreakerPolicy(1, 1, 1, []) };
        return await world.OpenAsync(policy: policy);
    }

    private static Task<Campaign> CampaignAsync(CampaignWorld world, long id) =>
        world.OneAsync(db => db.Campaigns.Where(campaign => campaign.Id == id));
}
