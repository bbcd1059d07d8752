using System.Text.Json;
using OAuthAttest.Campaigns;
using OAuthAttest.Evidence;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

/// <summary>Who cannot be reached today may be tomorrow, and the other way round: Slack's people are read again meanwhile.</summary>
public sealed class ReachTests
{
    [Fact]
    public async Task Person_WhoJoinsSlackDuringTheCampaign_IsAskedTheNextDayWithTheTimeThatIsLeft()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("late", inSlack: false);
        var grant = await world.AddGrantAsync("late");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));
        Assert.Equal(ParticipantState.Unreachable, (await world.ParticipantAsync("late")).State);

        var late = world.AddMember("late");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1.2));

        Assert.Equal(["request"], FlowWorld.Sent(late));
        var person = await world.ParticipantAsync("late");
        Assert.Equal((ParticipantState.Asked, "late@example.com"), (person.State, person.SlackAddress));
        Assert.Null(person.UnreachableReason);
        Assert.Contains("15 Oct 2026", late.Messages[0].Text, StringComparison.Ordinal);
        Assert.Contains(AuditKinds.ParticipantReachable, await world.AuditKindsAsync());
        await world.KeepAsync(late, grant);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(12));
        Assert.Equal(GrantClass.Attested, (await world.ItemAsync(grant)).Class);
    }

    [Fact]
    public async Task Person_WhoJoinsSlackOnTheLastDay_IsNotAskedAndNotSilent()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("late", inSlack: false);
        var grant = await world.AddGrantAsync("late");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(12.5));

        // The next look is 22 hours before the cut-off.
        var late = world.AddMember("late");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Empty(late.Messages);
        Assert.Equal(GrantClass.Unreachable, (await world.ItemAsync(grant)).Class);
        Assert.Empty(await world.WorklistAsync());
    }

    [Fact]
    public async Task Ambiguous_Person_IsListedWithTheAccountsUntilOneIsLeft()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        world.Slack.Add(new SimulatedUser { Id = "U0JANE2", RealName = "jane", Email = "JANE@example.com" });
        var grant = await world.AddGrantAsync("jane");

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1.2));

        Assert.Empty(jane.Messages);
        var report = await world.GetJsonAsync("campaigns/2026Q4");
        Assert.Equal((1, 1), (Number(report, "users", "unreachable"), Number(report, "users", "ambiguous")));
        var listed = report.GetProperty("unreachablePeople").EnumerateArray().Single();
        Assert.Equal("ambiguous", listed.GetProperty("reason").GetString());
        Assert.Equal(["U0JANE", "U0JANE2"], listed.GetProperty("slackIds").EnumerateArray().Select(id => id.GetString()));
        var row = (await world.GetJsonAsync("campaigns/2026Q4/people")).GetProperty("rows").EnumerateArray()
            .Single(person => person.GetProperty("email").GetString() == "jane@example.com");
        Assert.Equal(("Unreachable", 2), (row.GetProperty("state").GetString(), row.GetProperty("slackCandidates").GetArrayLength()));
        Assert.Contains("deactivate", row.GetProperty("whatToDo").GetString(), StringComparison.Ordinal);
        using var csv = await world.GetAsync("campaigns/2026Q4/people?format=csv");
        Assert.Contains("ambiguous,U0JANE U0JANE2,", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var status = await world.Host.Client.GetInstanceAsync(FlowWorld.Key.InstanceId, getInputsAndOutputs: true);
        Assert.Contains("\"Ambiguous\":1", status!.SerializedCustomStatus, StringComparison.OrdinalIgnoreCase);

        world.Slack.Remove("U0JANE2");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(["request"], FlowWorld.Sent(jane));
        await world.KeepAsync(jane, grant);
        Assert.Equal(0, (await world.ParticipantAsync("jane")).OpenCount);
    }

    [Fact]
    public async Task Person_DeactivatedAfterTheQuestion_IsUnreachableAndTheManagerAnswersInTheirPlace()
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Campaign:AskManagerAfter"] = "1.00:00:00" });
        var leaver = await world.AddPersonAsync("leaver", manager: "boss");
        await world.AddPersonAsync("alone");
        var boss = world.AddMember("boss");
        var (answered, open, silent) = (
            await world.AddGrantAsync("leaver"), await world.AddGrantAsync("leaver"), await world.AddGrantAsync("alone"));
        await world.OpenCampaignAsync();
        Assert.Equal(["request"], FlowWorld.Sent(leaver));

        Deactivate(world, "leaver");
        Deactivate(world, "alone");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1.2));
        var person = await world.ParticipantAsync("leaver");
        await world.PressAsync(boss, SlackActions.Keep, answered);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        Assert.Equal((ParticipantState.Unreachable, "account_deactivated"), (person.State, person.UnreachableReason));
        Assert.Equal(boss.UserId, person.DelegateSlackUserId);
        var item = await world.ItemAsync(answered);
        Assert.Equal((GrantClass.Attested, boss.UserId), (item.Class, item.AnsweredBy));
        Assert.Equal(GrantClass.Unreachable, (await world.ItemAsync(open)).Class);
        Assert.Equal(GrantClass.Unreachable, (await world.ItemAsync(silent)).Class);
        Assert.Empty(await world.WorklistAsync());
        Assert.Equal("escalation", FlowWorld.Sent(boss)[0]);
        var onBehalf = await world.ScalarAsync<string>(
            "SELECT data::jsonb ->> 'onBehalfOf' FROM audit_events WHERE kind = 'answer.accepted' ORDER BY sequence LIMIT 1");
        Assert.Equal(person.Key, onBehalf);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Manager_WhoJoinsSlackAfterTheyWereDue_IsAskedTheNextDay(bool isPersonInSlack)
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Campaign:AskManagerAfter"] = "2.00:00:00" });
        await world.AddPersonAsync("jane", manager: "boss", inSlack: isPersonInSlack);
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(4));
        Assert.Equal(1, await TimesEscalatedAsync(world));

        var boss = world.AddMember("boss");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));
        await world.PressAsync(boss, SlackActions.Keep, grant);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(10));

        Assert.Equal("escalation", FlowWorld.Sent(boss)[0]);
        Assert.Equal((GrantClass.Attested, boss.UserId), ((await world.ItemAsync(grant)).Class, (await world.ItemAsync(grant)).AnsweredBy));
        Assert.Single(await world.AuditKindsAsync(), kind => kind == AuditKinds.ParticipantManagerFound);
        Assert.Equal(2, await TimesEscalatedAsync(world));
    }

    [Fact]
    public async Task Manager_WhoIsThePerson_IsNotAskedAgainAndAgain()
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Campaign:AskManagerAfter"] = "2.00:00:00" });
        await world.AddPersonAsync("jane", manager: "jane");
        await world.AddGrantAsync("jane");

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(8));

        Assert.Equal(1, await TimesEscalatedAsync(world));
    }

    private static Task<long> TimesEscalatedAsync(FlowWorld world) =>
        world.ScalarAsync<long>($"SELECT count(*) FROM audit_events WHERE kind = '{AuditKinds.ParticipantEscalated}'");

    [Fact]
    public async Task Person_NeverReached_HasTheManagerAskedWhereThatIsOn()
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Campaign:AskManagerAfter"] = "2.00:00:00" });
        await world.AddPersonAsync("offline", manager: "boss", inSlack: false);
        var boss = world.AddMember("boss");
        var grant = await world.AddGrantAsync("offline");

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));
        await world.PressAsync(boss, SlackActions.Remove, grant);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(2.5));

        Assert.Equal(["escalation"], FlowWorld.Sent(boss));
        Assert.Equal(GrantClass.Remove, (await world.ItemAsync(grant)).Class);
        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
        Assert.Equal([grant], await world.WorklistAsync());
    }

    [Fact]
    public async Task Person_WhoseAccountWasMadeAnew_IsAskedThere()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();

        Deactivate(world, "jane");
        var anew = world.Slack.Add(new SimulatedUser { Id = "U0JANEANEW", RealName = "jane", Email = "jane@example.com" });
        await world.Time.AdvanceAsync(TimeSpan.FromDays(2.2));

        Assert.Equal(["request"], FlowWorld.Sent(anew));
        await world.KeepAsync(anew, grant);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(14));
        var item = await world.ItemAsync(grant);
        Assert.Equal((GrantClass.Attested, "U0JANEANEW"), (item.Class, item.AnsweredBy));
    }

    [Fact]
    public async Task Person_DeactivatedAndActivatedAgain_AnswersTheQuestionTheyHave()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        Deactivate(world, "jane");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1.2));
        Assert.Equal(ParticipantState.Unreachable, (await world.ParticipantAsync("jane")).State);

        world.AddMember("jane");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(ParticipantState.Asked, (await world.ParticipantAsync("jane")).State);
        Assert.Equal(["request"], FlowWorld.Sent(jane));
    }

    [Fact]
    public async Task Reminder_ThatCannotBeDelivered_EndsInUnreachableAndNotInSilence()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        world.Slack.Faults.DirectMessages = "user_disabled";

        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        Assert.Equal(["request"], FlowWorld.Sent(jane));
        Assert.Equal("Unreachable: user_disabled", (await world.ParticipantAsync("jane")).UnreachableReason);
        Assert.Equal(GrantClass.Unreachable, (await world.ItemAsync(grant)).Class);
        Assert.Empty(await world.WorklistAsync());
    }

    private static void Deactivate(FlowWorld world, string name) =>
        world.Slack.Add(new SimulatedUser
        {
            Id = FlowWorld.UserId(name),
            RealName = name,
            Email = $"{name}@example.com",
            IsDeleted = true,
        });

    private static int Number(JsonElement report, string part, string name) => report.GetProperty(part).GetProperty(name).GetInt32();
}
