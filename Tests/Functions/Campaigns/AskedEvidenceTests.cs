using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

public sealed class AskedEvidenceTests
{
    [Fact]
    public async Task Asked_FoundByAnotherAddress_TheEvidenceNamesTheAddressAndTheAccount()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.SaveAsync(TestData.User("account-jane", "jane@example.com", name: "jane", aliases: ["jd@example.com"]));
        world.Slack.Add(new SimulatedUser { Id = "U0ALIAS", RealName = "jane", Email = "jd@example.com" });
        await world.AddGrantAsync("jane");

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(5));

        var entry = Assert.Single(await world.ReadAsync(db => db.AuditEvents.Where(entry => entry.Kind == AuditKinds.ParticipantAsked)));
        Assert.Contains("\"address\":\"jd@example.com\"", entry.Data, StringComparison.Ordinal);
        Assert.Contains("\"slackUserId\":\"U0ALIAS\"", entry.Data, StringComparison.Ordinal);
        Assert.Equal("jd@example.com", (await world.ParticipantAsync("jane")).SlackAddress);
    }
}
