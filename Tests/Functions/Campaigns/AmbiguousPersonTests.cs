using OAuthAttest.Campaigns;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

public sealed class AmbiguousPersonTests
{
    /// <summary>On the first day already, and not only from the next look at Slack's people on.</summary>
    [Fact]
    public async Task Ambiguous_WhenTheQuestionIsDue_IsListedWithTheAccountsAtOnceAndOnRecord()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        world.Slack.Add(new SimulatedUser { Id = "U0JANE2", RealName = "jane", Email = "jane@example.com" });
        await world.AddGrantAsync("jane");

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(5));

        Assert.Empty(jane.Messages);
        var person = await world.ParticipantAsync("jane");
        Assert.Equal((ParticipantState.Unreachable, "ambiguous"), (person.State, person.UnreachableReason));
        Assert.Equal(["U0JANE", "U0JANE2"], person.SlackCandidates!);
        var report = await world.GetJsonAsync("campaigns/2026Q4");
        var listed = report.GetProperty("unreachablePeople").EnumerateArray().Single();
        Assert.Equal(["U0JANE", "U0JANE2"], listed.GetProperty("slackIds").EnumerateArray().Select(id => id.GetString()));
        var entry = Assert.Single(
            await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == AuditKinds.ParticipantUnreachable)));
        Assert.Contains("U0JANE2", entry.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ambiguous_BothAccountsGoAway_IsWithoutAnAccountFromThenOn()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        world.Slack.Add(new SimulatedUser { Id = "U0JANE2", RealName = "jane", Email = "jane@example.com" });
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(5));

        world.Slack.Remove("U0JANE");
        world.Slack.Remove("U0JANE2");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        var person = await world.ParticipantAsync("jane");
        Assert.Equal((ParticipantState.Unreachable, "no_slack_account"), (person.State, person.UnreachableReason));
        Assert.Null(person.SlackCandidates);
        var users = (await world.GetJsonAsync("campaigns/2026Q4")).GetProperty("users");
        Assert.Equal((1, 0), (users.GetProperty("unreachable").GetInt32(), users.GetProperty("ambiguous").GetInt32()));
    }
}
