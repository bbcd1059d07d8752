using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Answering;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

public sealed class CampaignTroubleTests
{
    private const string Post = "chat.postMessage";

    [Fact]
    public async Task Send_Throttled_WaitsAsLongAsAskedAndSendsOnce()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        world.Slack.Faults.RetryAfterSeconds = 90;
        world.Slack.Faults.Next(Post, SlackFault.Throttled);

        await world.OpenCampaignAsync();
        Assert.Empty(jane.Messages);
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(["request"], FlowWorld.Sent(jane));
        Assert.True(jane.Messages[0].PostedAt >= FlowWorld.Start.AddSeconds(90));
        Assert.Equal(2, world.Slack.Calls[Post]);
        Assert.Equal(ParticipantState.Asked, (await world.ParticipantAsync("jane")).State);
    }

    [Theory]
    [InlineData(SlackFault.BrokenAfterAccepting, 1)]
    [InlineData(SlackFault.HtmlPageAfterAccepting, 1)]
    [InlineData(SlackFault.BrokenBeforeAccepting, 2)]
    public async Task Send_WithoutAClearAnswer_IsReconciledBeforeAnythingIsSentAgain(SlackFault fault, int posts)
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        world.Slack.Faults.Next(Post, fault);

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(10));
        await world.KeepAsync(jane, grant);

        Assert.Equal(["request"], FlowWorld.Sent(jane));
        Assert.Equal(posts, world.Slack.Calls[Post]);
        Assert.Equal(
            (ParticipantState.Asked, 0),
            ((await world.ParticipantAsync("jane")).State, (await world.ParticipantAsync("jane")).OpenCount)
        );
    }

    [Fact]
    public async Task Send_Paced_KeepsTheDistance()
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Slack:PacePerMinute"] = "6" });
        for (var i = 0; i < 5; i++)
        {
            await world.AddPersonAsync($"p{i}");
            await world.AddGrantAsync($"p{i}");
        }

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(5));

        var times = world.Slack.AllMessages.Select(message => message.PostedAt).Order().ToList();
        Assert.Equal(5, times.Count);
        Assert.All(times.Zip(times.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Close_Paced_TakesTheButtonsAwayAtTheRateOfRepaints()
    {
        await using var world = await FlowWorld.StartAsync(new() { ["Slack:PacePerMinute"] = "6000" });
        for (var i = 0; i < 4; i++)
        {
            await world.AddPersonAsync($"p{i}");
            await world.AddGrantAsync($"p{i}");
        }
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(1));
        using var answer = await world.PostAsync("campaigns/2026Q4/close", "{}");
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(1));

        var times = world
            .Slack.AllMessages.Where(message => message.UserId is not null)
            .Select(message => message.RepaintedAt!.Value)
            .Order()
            .ToList();
        Assert.Equal(4, times.Count);
        // Timers use whole seconds: each update comes at its send slot, plus or minus two seconds.
        Assert.All(times.Index(), one =>
            Assert.True(one.Item - times[0] >= (one.Index * TimeSpan.FromSeconds(1.2)) - TimeSpan.FromSeconds(2), $"{one}")
        );
    }

    [Fact]
    public async Task Send_ToSomebodyWhoCannotBeWrittenTo_IsUnreachableAndNotSilence()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        world.Slack.Add(
            new SimulatedUser
            {
                Id = FlowWorld.UserId("jane"),
                RealName = "jane",
                Email = "jane@example.com",
                IsHidden = true,
            }
        );

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        Assert.Equal(
            (ParticipantState.Unreachable, "Unreachable: user_not_visible"),
            ((await world.ParticipantAsync("jane")).State, (await world.ParticipantAsync("jane")).UnreachableReason)
        );
        Assert.Equal(GrantClass.Unreachable, (await world.ItemAsync(grant)).Class);
        Assert.Empty(await world.WorklistAsync());
    }

    [Fact]
    public async Task Click_WhoseEventIsLost_IsSeenAtTheDailyLook()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var (grant, open) = (await world.AddGrantAsync("jane"), await world.AddGrantAsync("jane"));
        await world.OpenCampaignAsync();
        var item = await world.ItemAsync(grant);

        var receipt = await world
            .Service<AnswerService>()
            .RecordAsync(
                new GiveAnswer
                {
                    Campaign = "2026Q4",
                    GrantId = grant,
                    Answer = Answer.Keep,
                    DigestPrefix = DigestPrefix.Of(item.ScopeDigest),
                    SlackUserId = jane.UserId,
                    DeliveryKey = "lost",
                },
                CancellationToken.None
            );
        Assert.True(receipt.HasChanged);
        Assert.Equal(2, FlowWorld.Question(jane).Buttons().Count(button => button.ActionId == SlackActions.Keep));
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Contains(FlowWorld.Question(jane).Buttons(), button => button.ActionId == SlackActions.Change);
        await world.KeepAsync(jane, open);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1.1));
        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
    }

    [Fact]
    public async Task WakeUps_TooEarlyAndTooOften_ChangeNothing()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        var participant = FlowWorld.RespondentOf(await world.ParticipantAsync("jane"));

        for (var i = 0; i < 30; i++)
        {
            await world.Host.Client.RaiseEventAsync(participant.OrchestrationId(), "WakeUp", "");
            await world.Host.Client.RaiseEventAsync(FlowWorld.Key.InstanceId, "WakeUp", "");
        }
        await world.Time.AdvanceAsync(TimeSpan.FromDays(6));

        Assert.Equal(["request", "reminder-1"], FlowWorld.Sent(jane));
        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
    }

    [Fact]
    public async Task Scopes_GrownAfterTheAnswer_VoidItTellOnceAndAskAgain()
    {
        await using var world = await FlowWorld.StartAsync();
        var (jane, joe) = (await world.AddPersonAsync("jane"), await world.AddPersonAsync("joe"));
        var (grown, other) = (await world.AddGrantAsync("jane"), await world.AddGrantAsync("joe"));
        await world.OpenCampaignAsync();
        await world.KeepAsync(jane, grown);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.Equal(ParticipantState.Done, (await world.ParticipantAsync("jane")).State);

        await world.GrowAsync(grown, "Mail.ReadWrite", "User.Read");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(2));

        Assert.Equal(
            (ParticipantState.Asked, 1),
            ((await world.ParticipantAsync("jane")).State, (await world.ParticipantAsync("jane")).OpenCount)
        );
        Assert.Equal(["request", "grown-1"], FlowWorld.Sent(jane));
        Assert.Contains("It can do more since you were asked", FlowWorld.Question(jane).ReadAloud(), StringComparison.Ordinal);
        await world.KeepAsync(jane, grown, "We file invoices with it.");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(11));
        Assert.Equal(GrantClass.Attested, (await world.ItemAsync(grown)).Class);
        Assert.Equal([other], await world.WorklistAsync());
        Assert.Equal(["request", "grown-1"], FlowWorld.Sent(jane));
        Assert.Equal(4, FlowWorld.Sent(joe).Count);
    }

    [Fact]
    public async Task Scopes_GrownAndNotAnsweredAgain_EndAsChangedAndAreNotRevoked()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        await world.AddPersonAsync("joe");
        await world.AddGrantAsync("joe");
        await world.OpenCampaignAsync();
        await world.KeepAsync(jane, grant);
        await world.GrowAsync(grant, "Mail.ReadWrite", "User.Read");

        await world.Time.AdvanceAsync(TimeSpan.FromDays(15));

        Assert.Equal(GrantClass.Changed, (await world.ItemAsync(grant)).Class);
        Assert.DoesNotContain(grant, await world.WorklistAsync());
    }

    [Fact]
    public async Task Host_RestartedInTheMiddle_GoesOn()
    {
        await using var world = await FlowWorld.StartAsync();
        var (jane, joe) = (await world.AddPersonAsync("jane"), await world.AddPersonAsync("joe"));
        var (kept, silent) = (await world.AddGrantAsync("jane"), await world.AddGrantAsync("joe"));
        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        await world.RestartAsync();
        await world.KeepAsync(jane, kept);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(6));
        await world.RestartAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(8));

        Assert.Equal(["request"], FlowWorld.Sent(jane));
        Assert.Equal(["request", "reminder-1", "reminder-2", "reminder-3"], FlowWorld.Sent(joe));
        Assert.Equal([silent], await world.WorklistAsync());
    }

    [Fact]
    public async Task Send_WithATokenThatLacksAScope_WaitsForTheConfigurationAndAsksThen()
    {
        var scopes = new HashSet<string>(StringComparer.Ordinal) { "im:write", "im:history", "users:read", "users:read.email" };
        await using var world = await FlowWorld.StartAsync(slackOptions: new SlackSimulatorOptions { Scopes = scopes });
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(ParticipantState.Waiting, (await world.ParticipantAsync("jane")).State);
        scopes.Add("chat:write");
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(["request"], FlowWorld.Sent(jane));
    }

    [Fact]
    public async Task Start_DirectoryCannotBeRead_FailsAndTheCatchUpTriesAgain()
    {
        var scopes = new HashSet<string>(StringComparer.Ordinal) { "chat:write", "im:write", "im:history", "users:read.email" };
        await using var world = await FlowWorld.StartAsync(
            new() { ["Campaign:Enabled"] = "true" },
            new SlackSimulatorOptions { Scopes = scopes }
        );
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");

        await world.Time.AdvanceAsync(TimeSpan.FromHours(1.5));
        Assert.Equal("Failed", (await world.GetJsonAsync("campaigns/2026Q4")).GetProperty("state").GetString());
        scopes.Add("users:read");
        await world.Time.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(["request"], FlowWorld.Sent(jane));
    }
}
