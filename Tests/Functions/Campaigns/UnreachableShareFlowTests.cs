using System.Net;
using System.Text.Json;
using OAuthAttest.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

/// <summary>A campaign that could not ask too many of its people waits for the lead, who is told the numbers.</summary>
public sealed class UnreachableShareFlowTests
{
    [Theory]
    [InlineData("approve", WorklistState.Released)]
    [InlineData("reject", WorklistState.Rejected)]
    public async Task Campaign_TooManyUnreachable_IsHeldWithTheNumbersUntilTheLeadDecides(string verb, WorklistState expected)
    {
        await using var world = await OpenAsync("0.2");

        var report = await world.GetJsonAsync("campaigns/2026Q4");
        var reason = Assert.Single(report.GetProperty("worklist").GetProperty("holdReasons").EnumerateArray()).GetString();
        Assert.StartsWith("2 of 3 people (66.7 %) could not be asked; the limit is 20 %. 1 grants", reason, StringComparison.Ordinal);
        Assert.Equal(CampaignState.AwaitingDecision, (await world.CampaignAsync()).State);
        var told = Assert.Single(world.LeadMessages, message => message.Key == "2026Q4:report:held");
        Assert.Contains("2 of 3 people (66.7 %) could not be asked", told.ReadAloud(), StringComparison.Ordinal);

        var digest = report.GetProperty("worklist").GetProperty("digest").GetString();
        using var answer = await world.PostAsync(
            $"campaigns/2026Q4/worklist/{verb}", JsonSerializer.Serialize(new { digest, decidedBy = "lead@example.com" }));
        await world.Host.WhenIdleAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var campaign = await world.CampaignAsync();
        Assert.Equal(
            (CampaignState.Closed, expected, "lead@example.com"),
            (campaign.State, campaign.WorklistState, campaign.WorklistDecidedBy)
        );
    }

    [Fact]
    public async Task Campaign_UnreachableWithinTheLimit_ClosesByItself()
    {
        await using var world = await OpenAsync("0.67");

        var campaign = await world.CampaignAsync();
        Assert.Equal((CampaignState.Closed, WorklistState.Released), (campaign.State, campaign.WorklistState));
    }

    private static async Task<FlowWorld> OpenAsync(string limit)
    {
        var world = await FlowWorld.StartAsync(new() { ["Campaign:MaxShareUnreachable"] = limit });
        foreach (var name in (string[])["jane", "gone", "left"])
        {
            await world.AddPersonAsync(name, inSlack: name == "jane");
            await world.AddGrantAsync(name);
        }
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));
        return world;
    }
}
