using System.Text.Json;
using OAuthAttest.Campaigns;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Pausing;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

/// <summary>While Slack is out one sender tries, and everybody else waits.</summary>
public sealed class SlackPauseTests
{
    private const string Post = "chat.postMessage";
    private const int People = 20;

    [Fact]
    public async Task Outage_OfHours_IsMetByFewAttemptsAndEverybodyIsAskedOnceAfterIt()
    {
        await using var world = await FlowWorld.StartAsync(new()
        {
            ["AzureWebJobs.ReconcileOrchestrations.Disabled"] = "false",
            ["Slack:PacePerMinute"] = "600",
        });
        for (var i = 0; i < People; i++)
        {
            await world.AddPersonAsync($"p{i}");
            await world.AddGrantAsync($"p{i}");
        }
        world.Slack.Faults.Next(Post, [.. Enumerable.Repeat(SlackFault.BrokenBeforeAccepting, 1000)]);

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(3));

        // 15 s, 30 s, 1, 2, 4, 8 minutes and then every quarter of an hour, and what was under way when it began.
        var met = world.Slack.Calls[Post];
        Assert.InRange(met, 10, 40);
        Assert.Equal("unreachable", await HealthAsync(world));
        Assert.Equal(ParticipantState.Waiting, (await world.ParticipantAsync("p3")).State);
        var pause = await world.OneAsync(db => db.Set<SlackPause>());
        Assert.Equal((SlackPauses.Workspace, SlackPauseKind.NoAnswer), (pause.Scope, pause.Kind));
        Assert.True(pause.NextTryAt - pause.FailedAt <= TimeSpan.FromMinutes(15), $"{pause.FailedAt} {pause.NextTryAt}");
        Assert.True(pause.Tries >= 8, $"{pause.Tries} tries");

        world.Slack.Faults.Stop();
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(30));

        for (var i = 0; i < People; i++)
            Assert.Equal(["request"], FlowWorld.Sent(world.Person($"p{i}")));
        Assert.Equal("ok", await HealthAsync(world));
        var told = Assert.Single(world.LeadMessages, message => message.Key!.Contains(":outage:", StringComparison.Ordinal));
        Assert.Contains("no clear answer", told.Blocks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_OfDirectMessages_HoldsNoChannelBack()
    {
        await using var world = await FlowWorld.StartAsync();
        for (var i = 0; i < People; i++)
        {
            await world.AddPersonAsync($"p{i}");
            await world.AddGrantAsync($"p{i}");
        }
        world.Slack.Faults.DirectMessages = "messages_tab_disabled";

        await world.OpenCampaignAsync();
        var first = world.Slack.Calls[Post];
        await world.Time.AdvanceAsync(TimeSpan.FromHours(2));

        Assert.InRange(world.Slack.Calls[Post] - first, 6, 40);
        Assert.Single(world.LeadMessages);
        Assert.Equal("refused", await HealthAsync(world));
        Assert.Equal(SlackPauses.DirectMessages, (await world.OneAsync(db => db.Set<SlackPause>())).Scope);
    }

    [Fact]
    public async Task Answer_WithRetryAfter_IsWaitedForThatLong()
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        world.Slack.Faults.RetryAfterSeconds = 600;
        world.Slack.Faults.Next(Post, SlackFault.UnavailableWithDelay);

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(9));
        Assert.Empty(jane.Messages);
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(3));

        Assert.Equal(["request"], FlowWorld.Sent(jane));
    }

    private static async Task<string?> HealthAsync(FlowWorld world)
    {
        await world.Time.AdvanceAsync(TimeSpan.FromSeconds(10));
        using var body = JsonDocument.Parse(await world.Http.GetStringAsync("api/health"));
        return body.RootElement.GetProperty("slack").GetString();
    }
}
