using System.Net;
using OAuthAttest.Campaigns;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

public sealed class CampaignEndTests
{
    [Fact]
    public async Task Close_OverHttp_EndsTheCampaignNowAndTakesTheButtonsAway()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var (kept, silent) = (await world.AddGrantAsync("jane"), await world.AddGrantAsync("jane"));
        await world.OpenCampaignAsync();
        await world.KeepAsync(jane, kept);
        await world.Time.AdvanceAsync(TimeSpan.FromHours(5));

        using var answer = await world.PostAsync("campaigns/2026Q4/close", """{"requestedBy":"mia"}""");
        await world.Host.WhenIdleAsync();

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var campaign = await world.CampaignAsync();
        Assert.Equal((CampaignState.Closed, world.Clock.GetUtcNow()), (campaign.State, campaign.ClosesAt));
        Assert.Equal(GrantClass.Attested, (await world.ItemAsync(kept)).Class);
        Assert.Equal([silent], await world.WorklistAsync());
        Assert.DoesNotContain(FlowWorld.Question(jane).Buttons(), button => button.ActionId == SlackActions.Keep);
        Assert.Equal(["request"], FlowWorld.Sent(jane));
    }

    [Fact]
    public async Task Cancel_OverHttp_EndsEverythingWithoutWorklist()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();

        using var answer = await world.PostAsync("campaigns/2026Q4/cancel", "{}");
        await world.Host.WhenIdleAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(20));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(CampaignState.Cancelled, (await world.CampaignAsync()).State);
        Assert.Null((await world.ItemAsync(grant)).Class);
        Assert.Empty(await world.WorklistAsync());
        Assert.Empty(world.LeadMessages);
        Assert.Equal(["request"], FlowWorld.Sent(jane));
        Assert.DoesNotContain(FlowWorld.Question(jane).Buttons(), button => button.ActionId == SlackActions.Keep);
        Assert.Contains("This review was cancelled", FlowWorld.Question(jane).Blocks, StringComparison.Ordinal);
        Assert.Contains("cancelled", FlowWorld.Question(jane).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(SlackActions.ApproveWorklist, WorklistState.Released)]
    [InlineData(SlackActions.RejectWorklist, WorklistState.Rejected)]
    public async Task HeldWorklist_DecidedByTheLead_FreesOrRejectsExactlyThatList(string action, WorklistState expected)
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Campaign:Breaker:MaxShareOfGrants"] = "0.1" });
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));
        Assert.Equal(
            (CampaignState.AwaitingDecision, WorklistState.Held),
            ((await world.CampaignAsync()).State, (await world.CampaignAsync()).WorklistState)
        );
        var report = Assert.Single(world.LeadMessages);
        Assert.Equal("2026Q4:report:held", report.Key);
        var button = report.Buttons().Single(b => b.ActionId == action);

        await world.AddMember("mallory").PressAsync(button);
        Assert.Equal(WorklistState.Held, (await world.CampaignAsync()).WorklistState);
        Assert.Single(report.Ephemerals);
        await world.Person("lead").PressAsync(button);
        await world.Host.WhenIdleAsync();

        var campaign = await world.CampaignAsync();
        Assert.Equal(
            (CampaignState.Closed, expected, "lead@example.com"),
            (campaign.State, campaign.WorklistState, campaign.WorklistDecidedBy)
        );
        Assert.Equal(["2026Q4:report:held", "2026Q4:report:closed"], world.LeadMessages.Select(m => m.Key));
        Assert.DoesNotContain(world.LeadMessages[0].Buttons(), b => b.ActionId == action);
    }

    [Fact]
    public async Task HeldWorklist_DecidedByNobody_IsRejectedAfterTheApprovalWindow()
    {
        await using var world = await FlowWorld.StartAsync(
            new() { ["Campaign:Breaker:MaxShareOfGrants"] = "0.1", ["Campaign:ApprovalWindow"] = "4.00:00:00" }
        );
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();

        await world.Time.AdvanceAsync(TimeSpan.FromDays(17));
        Assert.Equal(WorklistState.Held, (await world.CampaignAsync()).WorklistState);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));

        var campaign = await world.CampaignAsync();
        Assert.Equal((CampaignState.Closed, WorklistState.Rejected), (campaign.State, campaign.WorklistState));
        Assert.Equal(["2026Q4:report:held", "2026Q4:report:held-reminder", "2026Q4:report:closed"], world.LeadMessages.Select(m => m.Key));
    }
}
