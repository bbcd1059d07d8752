using System.Net;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Slack;

/// <summary>Clicks of people, through Slack's wire format and the real endpoint.</summary>
public sealed class ClickTests
{
    [Fact]
    public async Task Keep_LowRisk_IsCommittedAndRepainted()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();

        var result = await world.PressAsync(jane, SlackActions.Keep, grant);

        Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        Assert.Equal(Answer.Keep, (await world.ItemAsync(grant)).Answer);
        Assert.Contains(FlowWorld.Question(jane).Buttons(), button => button.ActionId == SlackActions.Change);
        var person = await world.ParticipantAsync("jane");
        Assert.Equal(person.Revision, person.PaintedRevision);
    }

    [Fact]
    public async Task Keep_HighRisk_OpensTheModalAndCountsWithItsReason()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane", ["Mail.ReadWrite"]);
        await world.OpenCampaignAsync();

        await world.PressAsync(jane, SlackActions.Keep, grant);
        var view = Assert.Single(jane.OpenViews);
        Assert.Equal(Answer.None, (await world.ItemAsync(grant)).Answer);
        await jane.SubmitAsync(view, "short");
        Assert.True(view.IsOpen);
        Assert.NotEmpty(view.Errors);
        await jane.SubmitAsync(view, "We file all invoices with it.");
        await world.Host.WhenIdleAsync();

        Assert.False(view.IsOpen);
        Assert.Equal(
            (Answer.Keep, "We file all invoices with it."),
            ((await world.ItemAsync(grant)).Answer, (await world.ItemAsync(grant)).Reason)
        );
        Assert.Contains("We file all invoices", FlowWorld.Question(jane).ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Click_DeliveredFiveTimes_IsOneDecision()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();

        await world.PressAsync(jane, SlackActions.Remove, grant, new InteractionOptions { Deliveries = 5 });

        await using var db = world.Open();
        Assert.Equal(1, await db.Decisions.CountAsync());
    }

    [Fact]
    public async Task Click_OnSomebodyElsesGrant_IsRefusedPolitelyAndOnRecord()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        var question = FlowWorld.Question(jane);

        foreach (var button in question.Buttons())
        {
            var result = await world.AddMember("mallory").PressAsync(button);
            Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        }

        Assert.Equal(Answer.None, (await world.ItemAsync(grant)).Answer);
        Assert.Equal(0, question.Repaints);
        Assert.All(question.Ephemerals, note => Assert.Contains("Only the person who was asked", note, StringComparison.Ordinal));
        await using var db = world.Open();
        Assert.True(await db.Decisions.AllAsync(d => d.Outcome == DecisionOutcome.RefusedNotOwner && d.SlackUserId == "U0MALLORY"));
        Assert.Equal(question.Buttons().Count, await db.Decisions.CountAsync());
    }

    [Fact]
    public async Task Click_AfterTheCutOff_IsRefusedPolitelyAndOnRecord()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        var button = FlowWorld.Question(jane).Buttons().First(b => b.ActionId == SlackActions.Keep);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        await jane.PressAsync(button);

        Assert.Equal((Answer.None, GrantClass.Unanswered), ((await world.ItemAsync(grant)).Answer, (await world.ItemAsync(grant)).Class));
        Assert.Contains(FlowWorld.Question(jane).Ephemerals, note => note.Contains("closed", StringComparison.Ordinal));
        await using var db = world.Open();
        Assert.Equal(DecisionOutcome.RefusedAfterCutOff, (await db.Decisions.SingleAsync()).Outcome);
    }

    [Fact]
    public async Task Pages_OfManyGrants_AreTurnedAndRemembered()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grants = new List<long>();
        for (var i = 0; i < 20; i++)
            grants.Add(await world.AddGrantAsync("jane", ["Calendars.Read"]));
        await world.OpenCampaignAsync();

        await world.PressAsync(jane, SlackActions.NextPage);
        await world.PressAsync(jane, SlackActions.NextPage);
        await world.KeepAsync(jane, await OnPageAsync(world, 3));

        Assert.Contains("Page 3 of 3", FlowWorld.Question(jane).ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(3, (await world.ParticipantAsync("jane")).Page);
        Assert.Equal(19, (await world.ParticipantAsync("jane")).OpenCount);
        await world.AddMember("mallory").PressAsync(FlowWorld.Question(jane).Buttons().First(b => b.ActionId == SlackActions.PreviousPage));
        Assert.Equal(3, (await world.ParticipantAsync("jane")).Page);
    }

    [Fact]
    public async Task Repaint_ThatFails_IsMadeUpForByTheOrchestration()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        world.Slack.Faults.Next("response_url", SlackFault.ServerError);

        var result = await world.PressAsync(jane, SlackActions.Keep, grant);

        Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        Assert.Contains(FlowWorld.Question(jane).Buttons(), button => button.ActionId == SlackActions.Change);
        Assert.Equal(1, world.Slack.Calls.GetValueOrDefault("chat.update"));
    }

    [Fact]
    public async Task Repaint_ThatHangs_IsGivenUpInTimeForSlack()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        world.Slack.Faults.Next("response_url", SlackFault.SilentBeforeAccepting);
        var button = FlowWorld.Question(jane).Buttons().First(b => b.ActionId == SlackActions.Keep);

        var press = jane.PressAsync(button);
        await Until.TrueAsync(() => world.Slack.Calls.GetValueOrDefault("response_url") == 1, "the repaint was tried");
        Assert.False(press.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        var result = await press;
        await world.Host.WhenIdleAsync();

        Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        Assert.Equal(Answer.Keep, (await world.ItemAsync(grant)).Answer);
        Assert.Contains(FlowWorld.Question(jane).Buttons(), b => b.ActionId == SlackActions.Change);
    }

    private static async Task<long> OnPageAsync(FlowWorld world, int page)
    {
        await using var db = world.Open();
        return await db.Items.WorstFirst().Skip((page - 1) * 8).Select(i => i.GrantId).FirstAsync();
    }
}
