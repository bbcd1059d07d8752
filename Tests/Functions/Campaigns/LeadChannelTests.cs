using System.Net;
using OAuthAttest.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

/// <summary>What the check of the lead's channel finds out before a start, and what it may not hinder.</summary>
public sealed class LeadChannelTests
{
    [Theory]
    [InlineData("token_revoked", "token (token_revoked): nobody can be asked")]
    [InlineData("is_archived", "it is archived")]
    [InlineData("channel_not_found", "invite the bot to it, or correct Slack:LeadChannel")]
    public async Task Start_NothingWouldReachTheLead_IsRefusedAndSaysWhy(string error, string expected)
    {
        await using var world = await PopulatedAsync();
        world.Slack.Faults.Refused["conversations.history"] = error;

        using var refused = await world.PostAsync("campaigns", "{}");

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains(expected, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await using var db = world.Open();
        Assert.Empty(db.Campaigns);
    }

    /// <summary>The scope to read a channel is optional: nothing is proven without it, and nothing is refused.</summary>
    [Fact]
    public async Task Start_ChannelMayNotBeRead_GoesOnAndWarns()
    {
        await using var world = await PopulatedAsync();
        world.Slack.Faults.Refused["conversations.history"] = "missing_scope";

        await world.OpenCampaignAsync();

        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
        Assert.NotEmpty(world.Log.Of(3103));
    }

    private static async Task<FlowWorld> PopulatedAsync()
    {
        var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        return world;
    }
}
