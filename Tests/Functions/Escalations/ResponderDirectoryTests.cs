using OAuthAttest.Escalations;
using OAuthAttest.Functions.Escalations;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>A responder named by an address may act though no campaign has ever read the workspace's people.</summary>
public sealed class ResponderDirectoryTests
{
    [Fact]
    public async Task Responder_NamedByAnAddress_IsKnownAMinuteAfterTheStart()
    {
        await using var world = await FlowWorld.StartAsync(Setup("ana@example.com"));
        world.Slack.Add(new SimulatedUser { Id = "U0ANA", RealName = "Ana", Email = "Ana@example.com" });
        var responders = world.Service<Responders>();
        Assert.Equal(0L, await world.ScalarAsync<long>("SELECT count(*) FROM slack_users"));

        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.True(await responders.IsAllowedAsync("U0ANA", default));
        Assert.False(await responders.IsAllowedAsync("U0LEAD", default));
        // Whoever joins later is known a day later at the latest, and the list is not read more often.
        world.Slack.Add(new SimulatedUser { Id = "U0ANA2", RealName = "Ana's new account", Email = "ana@example.com" });
        var calls = world.Slack.Calls["users.list"];
        await world.Time.AdvanceAsync(TimeSpan.FromHours(23));
        Assert.Equal(calls, world.Slack.Calls["users.list"]);
        await world.Time.AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal("ana@example.com", await world.ScalarAsync<string>("SELECT email FROM slack_users WHERE slack_user_id = 'U0ANA2'"));
        Assert.True(await responders.IsAllowedAsync("U0ANA2", default));
    }

    [Fact]
    public async Task Responder_WhomNoListHasNamed_IsLookedUpWhenTheyClick()
    {
        await using var world = await FlowWorld.StartAsync(Setup("ana@example.com"));
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(2));
        world.Slack.Add(new SimulatedUser { Id = "U0ANA", RealName = "Ana", Email = "Ana@example.com" });
        world.Slack.Add(
            new SimulatedUser { Id = "U0EVE", RealName = "Eve", Email = "ana@example.com", TeamId = "T9OTHER", IsStranger = true });
        world.Slack.Add(new SimulatedUser { Id = "U0GONE", RealName = "Ana", Email = "ana@example.com", IsDeleted = true });
        var (responders, lists) = (world.Service<Responders>(), world.Slack.Calls["users.list"]);

        Assert.True(await responders.IsAllowedAsync("U0ANA", default));
        Assert.False(await responders.IsAllowedAsync("U0EVE", default));
        Assert.False(await responders.IsAllowedAsync("U0GONE", default));
        Assert.False(await responders.IsAllowedAsync("U0NOBODY", default));
        Assert.Equal((lists, 4), (world.Slack.Calls["users.list"], world.Slack.Calls["users.info"]));
        // What was looked up is known from now on.
        Assert.True(await responders.IsAllowedAsync("U0ANA", default));
        Assert.Equal(4, world.Slack.Calls["users.info"]);
    }

    [Fact]
    public async Task Responder_WhileSlackDoesNotAnswer_MayNotActAndNothingBreaks()
    {
        await using var world = await FlowWorld.StartAsync(Setup("ana@example.com"));
        world.Slack.Add(new SimulatedUser { Id = "U0ANA", RealName = "Ana", Email = "ana@example.com" });
        world.Slack.Faults.Next("auth.test", [.. Enumerable.Repeat(SlackFault.HtmlPage, 20)]);

        Assert.False(await world.Service<Responders>().IsAllowedAsync("U0ANA", default));
    }

    [Fact]
    public async Task Responders_NamedByIdOnly_NeedNoList()
    {
        await using var world = await FlowWorld.StartAsync(Setup("U0ANA"));

        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(5));

        Assert.Null(await world.Host.Client.GetInstanceAsync(ResponderDirectory.InstanceId));
    }

    private static HostSetup Setup(string responder) => new()
    {
        ["AzureWebJobs.SweepEscalations.Disabled"] = "false",
        ["Escalation:Enabled"] = "true",
        ["Escalation:SecurityChannel"] = "C0SECURITY",
        ["Escalation:Responders"] = responder,
        ["PagerDuty:RoutingKey"] = "0123456789abcdef0123456789abcdef",
        ["Consents:Standard:Secrets:0"] = "whsec_" + Convert.ToBase64String("a secret of this test's own words"u8),
    };
}
