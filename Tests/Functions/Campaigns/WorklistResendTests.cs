using System.Net;
using OAuthAttest.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

public sealed class WorklistResendTests
{
    [Fact]
    public async Task Resend_WhileNoListWaitsForADecision_IsRefusedAndPostsNothing()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();

        await RefusesAsync("None");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        Assert.Equal(WorklistState.Released, (await world.CampaignAsync()).WorklistState);
        await RefusesAsync("Released");

        async Task RefusesAsync(string state)
        {
            var before = world.LeadMessages.Count;
            using var answer = await world.PostAsync("campaigns/2026Q4/worklist/resend", "{}");

            Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
            Assert.Contains($"it is {state}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal(before, world.LeadMessages.Count);
        }
    }

    [Fact]
    public async Task Resend_OfAnUnknownCampaign_Is404()
    {
        await using var world = await FlowWorld.StartAsync();

        using var answer = await world.PostAsync("campaigns/2099Q1/worklist/resend", "{}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
