using OAuthAttest.Campaigns;
using OAuthAttest.Grants;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

public sealed class CampaignFlowTests
{
    [Fact]
    public async Task Campaign_OfFourteenDays_AsksRemindsEscalatesClassifiesAndReports()
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Campaign:AskManagerAfter"] = "11.00:00:00" });
        var keeper = await world.AddPersonAsync("keeper");
        var remover = await world.AddPersonAsync("remover");
        var silent = await world.AddPersonAsync("silent");
        var managed = await world.AddPersonAsync("managed", manager: "boss");
        var boss = world.AddMember("boss");
        await world.AddPersonAsync("offline", inSlack: false);
        var (kept, risky) = (await world.AddGrantAsync("keeper"), await world.AddGrantAsync("keeper", ["Mail.ReadWrite"]));
        var (removed, strange) = (await world.AddGrantAsync("remover"), await world.AddGrantAsync("remover"));
        var ignored = await world.AddGrantAsync("silent");
        var delegated = await world.AddGrantAsync("managed");
        var unreachable = await world.AddGrantAsync("offline");
        var orphan = await world.AddGrantAsync(null);
        var tenantWide = await world.AddGrantAsync(null, consent: ConsentType.Tenant);

        await world.OpenCampaignAsync();
        await world.KeepAsync(keeper, kept);
        await world.KeepAsync(keeper, risky, "We file invoices with it.");
        await world.PressAsync(remover, SlackActions.Keep, removed);
        await world.PressAsync(remover, SlackActions.NotMine, strange);
        await world.Time.AdvanceAsync(TimeSpan.FromHours(2));
        await world.PressAsync(remover, SlackActions.Change, removed);
        await world.PressAsync(remover, SlackActions.Remove, removed);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(12));
        await world.PressAsync(boss, SlackActions.Keep, delegated);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal(["request"], FlowWorld.Sent(keeper));
        Assert.Equal(["request"], FlowWorld.Sent(remover));
        Assert.Equal(["request", "reminder-1", "reminder-2", "reminder-3"], FlowWorld.Sent(silent));
        Assert.Equal(["request", "reminder-1", "reminder-2"], FlowWorld.Sent(managed));
        Assert.Equal(["escalation"], FlowWorld.Sent(boss));
        await AssertClassAsync(world, GrantClass.Attested, kept, risky, delegated);
        await AssertClassAsync(world, GrantClass.Remove, removed, strange);
        await AssertClassAsync(world, GrantClass.Unanswered, ignored, orphan, tenantWide);
        await AssertClassAsync(world, GrantClass.Unreachable, unreachable);
        Assert.Equal([removed, strange, ignored, orphan, tenantWide], await world.WorklistAsync());
        Assert.Equal(
            (ParticipantState.Unreachable, "no_slack_account"),
            ((await world.ParticipantAsync("offline")).State, (await world.ParticipantAsync("offline")).UnreachableReason)
        );
        Assert.Equal("boss", (await world.ItemAsync(delegated)).AnsweredBy!.ToLowerInvariant()["U0".Length..]);
        // The tenant-wide grant is nobody's: silence alone does not list it for removal.
        Assert.Equal(CampaignState.AwaitingDecision, (await world.CampaignAsync()).State);
        Assert.Equal("2026Q4:report:held", world.LeadMessages[0].Key);
        foreach (var person in new[] { keeper, remover, silent, managed, boss })
        {
            Assert.DoesNotContain(FlowWorld.Question(person).Buttons(), button =>
                button.ActionId is SlackActions.Keep or SlackActions.Change
            );
        }
    }

    [Fact]
    public async Task Campaign_ManagerAskedInASilentPersonsPlace_IsRemindedWithTheirOwnMessageUntilTheyAnswer()
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Campaign:AskManagerAfter"] = "7.00:00:00" });
        var (helped, forgotten) = (
            await world.AddPersonAsync("helped", manager: "boss"),
            await world.AddPersonAsync("forgotten", manager: "chief")
        );
        var (boss, chief) = (world.AddMember("boss"), world.AddMember("chief"));
        var (answered, open) = (await world.AddGrantAsync("helped"), await world.AddGrantAsync("forgotten"));

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(11));
        await world.PressAsync(boss, SlackActions.Keep, answered);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(9));

        Assert.Equal(["escalation", "escalation-reminder-2"], FlowWorld.Sent(boss));
        Assert.Equal(["escalation", "escalation-reminder-2", "escalation-reminder-3"], FlowWorld.Sent(chief));
        Assert.Equal(["request", "reminder-1", "reminder-2"], FlowWorld.Sent(helped));
        Assert.Equal(["request", "reminder-1", "reminder-2", "reminder-3"], FlowWorld.Sent(forgotten));
        var reminder = chief.Messages[^1].Blocks;
        Assert.Contains(FlowWorld.Question(chief).Timestamp.Replace(".", "", StringComparison.Ordinal), reminder, StringComparison.Ordinal);
        Assert.Contains("forgotten", reminder, StringComparison.Ordinal);
        Assert.DoesNotContain("your manager", reminder, StringComparison.Ordinal);
        await AssertClassAsync(world, GrantClass.Unanswered, open);
        await using var db = world.Open();
        Assert.Equal(3, db.AuditEvents.Count(e => e.Kind == "participant.delegate-reminded"));
    }

    [Fact]
    public async Task Campaign_EverybodyDone_EndsEarlyAfterTheCorrectionWindow()
    {
        await using var world = await FlowWorld.StartAsync();
        var (jane, joe) = (await world.AddPersonAsync("jane"), await world.AddPersonAsync("joe"));
        var (one, two) = (await world.AddGrantAsync("jane"), await world.AddGrantAsync("joe"));
        await world.OpenCampaignAsync();
        await world.KeepAsync(jane, one);
        await world.Time.AdvanceAsync(TimeSpan.FromHours(3));
        await world.KeepAsync(joe, two);

        await world.Time.AdvanceAsync(TimeSpan.FromHours(23));
        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1.5));

        var campaign = await world.CampaignAsync();
        Assert.Equal(CampaignState.Closed, campaign.State);
        Assert.InRange(campaign.ClosesAt, FlowWorld.Start.AddHours(27), FlowWorld.Start.AddHours(27.5));
        Assert.Empty(await world.WorklistAsync());
    }

    [Fact]
    public async Task Campaign_AnswerTakenBackByWhoWasDone_WaitsForItAgain()
    {
        await using var world = await FlowWorld.StartAsync();
        var (jane, joe) = (await world.AddPersonAsync("jane"), await world.AddPersonAsync("joe"));
        var one = await world.AddGrantAsync("jane");
        await world.AddGrantAsync("joe");
        await world.OpenCampaignAsync();
        await world.KeepAsync(jane, one);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.Equal(ParticipantState.Done, (await world.ParticipantAsync("jane")).State);

        await world.PressAsync(jane, SlackActions.Change, one);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(4));

        Assert.Equal(
            (ParticipantState.Asked, 1),
            ((await world.ParticipantAsync("jane")).State, (await world.ParticipantAsync("jane")).OpenCount)
        );
        Assert.Equal(["request", "reminder-1"], FlowWorld.Sent(jane));
        Assert.Equal(["request", "reminder-1"], FlowWorld.Sent(joe));
    }

    private static async Task AssertClassAsync(FlowWorld world, GrantClass expected, params long[] grants)
    {
        foreach (var grant in grants)
            Assert.Equal((grant, expected), (grant, (await world.ItemAsync(grant)).Class));
    }
}
