using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Slack;

/// <summary>Cards of several grants, through Slack and the functions.</summary>
public sealed class GroupClickTests
{
    [Fact]
    public async Task AppOfPeopleWhoAreGone_IsAnsweredAtOnceWithTheNumberShownAndAReason()
    {
        await using var world = await FlowWorld.StartAsync();
        var lead = await world.AddPersonAsync("lead");
        var grants = await world.AddOrphansAsync("Old Sync", 30);
        await world.OpenCampaignAsync();

        var question = FlowWorld.Question(lead).ReadAloud();
        Assert.Contains("Allowed 30 times by people who are not active here", question, StringComparison.Ordinal);
        await world.PressAsync(lead, SlackActions.RemoveApp);
        var modal = lead.OpenViews[^1];
        Assert.Contains("*Remove* for 30 of its accesses", modal.Json, StringComparison.Ordinal);
        Assert.Equal(Answer.None, (await world.ItemAsync(grants[0])).Answer);
        await lead.SubmitAsync(modal, "short");
        Assert.Equal(Answer.None, (await world.ItemAsync(grants[0])).Answer);
        await lead.SubmitAsync(modal, "Nobody has used it since the merger.");
        await world.Host.WhenIdleAsync();

        foreach (var grant in grants)
            Assert.Equal((Answer.Remove, "Nobody has used it since the merger."), await AnswerOfAsync(world, grant));
        Assert.Equal(0, (await world.ParticipantAsync("lead")).OpenCount);
        Assert.Contains("Keep: 0 · Remove: 30 · No answer: 0", FlowWorld.Question(lead).ReadAloud(), StringComparison.Ordinal);

        await world.PressAsync(lead, SlackActions.ChangeApp);
        Assert.Equal(30, (await world.ParticipantAsync("lead")).OpenCount);
    }

    [Fact]
    public async Task AppAnswer_AfterTheNumberChanged_IsRefusedWithASentence()
    {
        await using var world = await FlowWorld.StartAsync();
        var lead = await world.AddPersonAsync("lead");
        var grants = await world.AddOrphansAsync("Old Sync", 3);
        await world.OpenCampaignAsync();
        var stale = FlowWorld.Question(lead).Buttons().Single(button => button.ActionId == SlackActions.KeepApp);
        await world.PressAsync(lead, SlackActions.OpenGroup);
        await world.PressAsync(lead, SlackActions.Remove, grants[0]);

        await lead.PressAsync(stale);

        Assert.Empty(lead.OpenViews);
        Assert.Contains(
            FlowWorld.Question(lead).Ephemerals, note => note.Contains("would cover has changed", StringComparison.Ordinal));
        await world.AddMember("mallory").PressAsync(stale);
        Assert.Contains(
            FlowWorld.Question(lead).Ephemerals, note => note.Contains("Only the person who was asked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LowRiskApps_AreOpenedAnsweredOneByOneAndClosedAgain()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grants = new List<long>();
        for (var i = 0; i < 10; i++)
            grants.Add(await world.AddGrantAsync("jane"));
        await world.OpenCampaignAsync();
        Assert.Contains("10 low-risk apps together", FlowWorld.Question(jane).ReadAloud(), StringComparison.Ordinal);

        await world.PressAsync(jane, SlackActions.OpenGroup);
        await world.PressAsync(jane, SlackActions.NextPage);
        Assert.Contains("Low-risk apps* · page 2 of 2", FlowWorld.Question(jane).ReadAloud(), StringComparison.Ordinal);
        await world.PressAsync(jane, SlackActions.Remove, grants[9]);
        await world.PressAsync(jane, SlackActions.KeepAllLowRisk);
        await world.PressAsync(jane, SlackActions.OpenGroup);

        Assert.Contains("Keep: 9 · Remove: 1 · No answer: 0", FlowWorld.Question(jane).ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(Answer.Keep, (await world.ItemAsync(grants[0])).Answer);
        Assert.Equal(Answer.Remove, (await world.ItemAsync(grants[9])).Answer);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(3_200)]
    public async Task Question_ThatSlackRefusesAsTooLong_ArrivesSmallerAndCanBeAnswered(int longest)
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grants = new List<long>();
        for (var i = 0; i < 8; i++)
        {
            grants.Add(await world.AddGrantAsync("jane",
                [$"Mail.ReadWrite", "Files.ReadWrite.All", $"Unknown.{new string('x', 60)}.{i}", $"Other.{new string('y', 60)}.{i}"]));
        }
        world.Slack.State.LongestMessage = longest;

        await world.OpenCampaignAsync();

        Assert.Equal(ParticipantState.Asked, (await world.ParticipantAsync("jane")).State);
        await world.PressAsync(jane, SlackActions.Remove, grants[3]);
        Assert.Equal(Answer.Remove, (await world.ItemAsync(grants[3])).Answer);
        Assert.Contains(":x: *Remove*", FlowWorld.Question(jane).ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_ThatSlackTakesOnlyInParts_IsTurnedAndAnsweredPartByPart()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grants = new List<long>();
        for (var i = 0; i < 8; i++)
            grants.Add(await world.AddGrantAsync("jane", ["Mail.ReadWrite", $"Unknown.{new string('x', 60)}.{i}"]));
        world.Slack.State.LongestMessage = 1_600;

        await world.OpenCampaignAsync();
        var seen = new List<long>();
        while (true)
        {
            seen.AddRange(GrantsOf(FlowWorld.Question(jane)));
            await world.PressAsync(jane, SlackActions.Remove, seen[^1]);
            Assert.Equal(seen[^1], GrantsOf(FlowWorld.Question(jane)).Last());
            Assert.Contains(":x: *Remove*", FlowWorld.Question(jane).ReadAloud(), StringComparison.Ordinal);
            if (!FlowWorld.Question(jane).Buttons().Any(button => button.ActionId == SlackActions.NextPage))
                break;
            await world.PressAsync(jane, SlackActions.NextPage);
        }

        Assert.Equal(grants.Order(), seen.Order());
        Assert.True((await world.ParticipantAsync("jane")).CardsPerPage < 8);
    }

    private static IEnumerable<long> GrantsOf(SimulatedMessage question) =>
        question.Buttons().Select(button => GrantButton.Decode(button.Value)?.GrantId).OfType<long>().Distinct();

    private static async Task<(Answer Answer, string? Reason)> AnswerOfAsync(FlowWorld world, long grant)
    {
        var item = await world.ItemAsync(grant);
        return (item.Answer, item.Reason);
    }
}
