using System.Net;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions.Revocations;
using Xunit;

namespace OAuthAttest.Tests.Functions.Slack;

/// <summary>"Keep, without…" through Slack's wire format and the real endpoint.</summary>
public sealed class KeepWithoutClickTests
{
    [Fact]
    public async Task KeepWithout_ShowsWhatIsLostAndWhatStays_AndCountsWhenItIsSubmitted()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddUnusedAsync("jane", "Mail.Read User.Read");
        await world.OpenCampaignAsync();

        await world.PressAsync(jane, SlackActions.KeepWithout, grant);
        var view = Assert.Single(jane.OpenViews);
        Assert.Contains("Read all email in your mailbox", view.Json, StringComparison.Ordinal);
        Assert.Contains("read your own profile", view.Json, StringComparison.Ordinal);
        Assert.Equal(Answer.None, (await world.ItemAsync(grant)).Answer);
        await jane.SubmitAsync(view, "");
        await world.Host.WhenIdleAsync();

        Assert.False(view.IsOpen);
        var item = await world.ItemAsync(grant);
        Assert.Equal((Answer.Keep, null, "Mail.Read"), (item.Answer, item.Reason, string.Join(' ', item.WithoutScopes!)));
        var decision = Assert.Single(await DecisionsAsync(world));
        Assert.Equal((DecisionOutcome.Accepted, "Mail.Read"), (decision.Outcome, string.Join(' ', decision.WithoutScopes!)));
        var entry = await world.OneAsync(db => db.AuditEvents.Where(e => e.Kind == AuditKinds.AnswerAccepted).Select(e => e.Data));
        Assert.Contains("\"without\":[\"Mail.Read\"]", entry, StringComparison.Ordinal);
        Assert.Contains(
            "*Keep, without:* Read all email in your mailbox · answered", FlowWorld.Question(jane).ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(0, (await world.ParticipantAsync("jane")).OpenCount);
    }

    [Theory]
    [InlineData(SlackActions.Remove, Answer.Remove)]
    [InlineData(SlackActions.Keep, Answer.Keep)]
    public async Task KeepWithout_CanBeChangedLikeAnyAnswer_AndLeavesNothingBehind(string action, Answer answer)
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddUnusedAsync("jane");
        await world.OpenCampaignAsync();
        await world.KeepWithoutAsync(jane, grant);

        await world.PressAsync(jane, SlackActions.Change, grant);
        Assert.Equal((Answer.None, null), ((await world.ItemAsync(grant)).Answer, (await world.ItemAsync(grant)).WithoutScopes));
        await world.PressAsync(jane, action, grant);
        if (action == SlackActions.Keep)
        {
            await jane.SubmitAsync(jane.OpenViews[^1], "We file all invoices with it.");
            await world.Host.WhenIdleAsync();
        }

        var item = await world.ItemAsync(grant);
        Assert.Equal((answer, null), (item.Answer, item.WithoutScopes));
        await world.PressAsync(jane, SlackActions.Change, grant);
        await world.KeepWithoutAsync(jane, grant);
        Assert.Equal(["Mail.Read"], (await world.ItemAsync(grant)).WithoutScopes!);
        Assert.Equal(
            [true, false, false, false, true], (await DecisionsAsync(world)).Select(decision => decision.WithoutScopes is not null));
    }

    [Theory]
    [InlineData("2026-09-30", "Mail.Read User.Read", ConsentType.Principal)]
    [InlineData(null, "Mail.Read User.Read", ConsentType.Principal)]
    [InlineData("2026-03-01", "Mail.Read", ConsentType.Principal)]
    [InlineData("2026-03-01", "User.Read", ConsentType.Principal)]
    [InlineData("2026-03-01", "Mail.Read User.Read", ConsentType.Application)]
    public async Task KeepWithout_WhereNothingCanBeOffered_IsNoButton(string? used, string scopes, ConsentType consent)
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var lead = world.Person("lead");
        var grant = await world.AddGrantAsync("jane", scopes.Split(' '), consent);
        if (used is not null)
            await world.UseAsync(grant, used);
        await world.OpenCampaignAsync();

        var question = FlowWorld.Question(consent == ConsentType.Principal ? jane : lead);

        Assert.Contains(question.Buttons(), button => button.ActionId == SlackActions.Remove);
        Assert.DoesNotContain(question.Buttons(), button => button.ActionId == SlackActions.KeepWithout);
        Assert.DoesNotContain("Keep, without", question.ReadAloud(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepWithout_UsedSinceTheMessage_IsRefusedRepaintedAndStoresNoAnswer()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddUnusedAsync("jane");
        await world.OpenCampaignAsync();
        await world.UseAsync(grant, "2026-10-01");

        await world.PressAsync(jane, SlackActions.KeepWithout, grant);

        Assert.Empty(jane.OpenViews);
        Assert.Equal((Answer.None, null), ((await world.ItemAsync(grant)).Answer, (await world.ItemAsync(grant)).WithoutScopes));
        var question = FlowWorld.Question(jane);
        Assert.Contains(question.Ephemerals, note => note.Contains("can be kept without has changed", StringComparison.Ordinal));
        Assert.DoesNotContain(question.Buttons(), button => button.ActionId == SlackActions.KeepWithout);
        var decision = Assert.Single(await DecisionsAsync(world));
        Assert.Equal((DecisionOutcome.RefusedOfferChanged, null), (decision.Outcome, decision.WithoutScopes));
    }

    [Fact]
    public async Task KeepWithout_ChangedWhileTheWindowIsOpen_SaysSoInTheWindow()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddUnusedAsync("jane");
        await world.OpenCampaignAsync();
        await world.PressAsync(jane, SlackActions.KeepWithout, grant);
        var view = jane.OpenViews[^1];
        await world.UseAsync(grant, "2026-10-01");

        var result = await jane.SubmitAsync(view, "");

        Assert.Equal(HttpStatusCode.OK, result.StatusCode);
        Assert.True(view.IsOpen);
        Assert.Contains("can be kept without has changed", view.Json, StringComparison.Ordinal);
        Assert.Equal(Answer.None, (await world.ItemAsync(grant)).Answer);
    }

    [Fact]
    public async Task KeepWithout_ByAStrangerOrAfterTheCutOff_DoesNotCount()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddUnusedAsync("jane");
        await world.OpenCampaignAsync();
        var button = FlowWorld.Question(jane).Buttons().Single(one => one.ActionId == SlackActions.KeepWithout);
        var mallory = world.AddMember("mallory");
        await mallory.PressAsync(button);
        Assert.Empty(mallory.OpenViews);

        await world.PressAsync(jane, SlackActions.KeepWithout, grant);
        var view = jane.OpenViews[^1];
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));
        await jane.SubmitAsync(view, "");

        Assert.Contains("This review is closed", view.Json, StringComparison.Ordinal);
        Assert.Equal((Answer.None, null), ((await world.ItemAsync(grant)).Answer, (await world.ItemAsync(grant)).WithoutScopes));
        Assert.Equal(
            [DecisionOutcome.RefusedNotOwner, DecisionOutcome.RefusedAfterCutOff],
            (await DecisionsAsync(world)).Select(decision => decision.Outcome));
    }

    [Fact]
    public async Task KeepWithout_TheScopesGrewAfterIt_IsVoidWithWhatItWouldHaveTaken()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddUnusedAsync("jane", "Mail.Read User.Read");
        await world.OpenCampaignAsync();
        await world.KeepWithoutAsync(jane, grant);

        await world.GrowAsync(grant, "Calendars.Read", "Mail.Read", "User.Read");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1.1));

        var item = await world.ItemAsync(grant);
        Assert.Equal((Answer.None, null, "User.Read"), (item.Answer, item.WithoutScopes, string.Join(' ', item.KeptScopes!)));
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));
        Assert.Equal(GrantClass.Changed, (await world.ItemAsync(grant)).Class);
        Assert.Empty(await world.WorklistAsync());
    }

    private static Task<List<CampaignDecision>> DecisionsAsync(FlowWorld world) =>
        world.ReadAsync(db => db.Decisions.AsNoTracking().OrderBy(decision => decision.Id));
}
