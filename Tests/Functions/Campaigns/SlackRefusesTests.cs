using System.Text.Json;
using OAuthAttest.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Functions.Campaigns;

/// <summary>Errors of Slack that are the app's: nobody is unreachable for them, and nothing is used up.</summary>
public sealed class SlackRefusesTests
{
    [Theory]
    [InlineData("messages_tab_disabled")]
    [InlineData("restricted_action")]
    [InlineData("team_access_not_granted")]
    [InlineData("message_limit_exceeded")]
    [InlineData("token_revoked")]
    public async Task DirectMessages_RefusedForAll_WaitUntilThatIsMended(string error)
    {
        await using var world = await FlowWorld.StartAsync();
        var people = new[] { await world.AddPersonAsync("jane"), await world.AddPersonAsync("joe") };
        await world.AddGrantAsync("jane");
        await world.AddGrantAsync("joe");
        world.Slack.Faults.DirectMessages = error;

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
        Assert.Equal(ParticipantState.Waiting, (await world.ParticipantAsync("jane")).State);
        Assert.Equal("degraded refused", await HealthAsync(world));
        var told = Assert.Single(world.Slack.AllMessages);
        Assert.Equal((FlowWorld.Lead, $"2026Q4:refused:{error}"), (told.Channel, told.Key));
        Assert.Contains(error, told.Blocks, StringComparison.Ordinal);

        world.Slack.Faults.DirectMessages = null;
        await world.Time.AdvanceAsync(TimeSpan.FromMinutes(20));

        Assert.All(people, person => Assert.Equal(["request"], FlowWorld.Sent(person)));
        Assert.Equal(ParticipantState.Asked, (await world.ParticipantAsync("joe")).State);
        Assert.Equal("healthy ok", await HealthAsync(world));
    }

    [Fact]
    public async Task DirectMessages_RefusedUntilTheCutOff_AreNoSilence()
    {
        await using var world = await FlowWorld.StartAsync(
            new()
            {
                ["Campaign:ResponseWindow"] = "12:00:00",
                ["Campaign:ReminderOffsets"] = "06:00:00",
                ["Campaign:CorrectionWindow"] = "01:00:00",
            }
        );
        await world.AddPersonAsync("jane");
        var grant = await world.AddGrantAsync("jane");
        world.Slack.Faults.DirectMessages = "messages_tab_disabled";

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromHours(13));

        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
        Assert.Equal(GrantClass.Unreachable, (await world.ItemAsync(grant)).Class);
        Assert.Empty(await world.WorklistAsync());
    }

    [Fact]
    public async Task Campaign_WithPeopleWhomNothingReaches_IsOpenUntilItsCutOff()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("nobody", inSlack: false);
        await world.AddGrantAsync("nobody");

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Equal(ParticipantState.Unreachable, (await world.ParticipantAsync("nobody")).State);
        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
        await world.Time.AdvanceAsync(TimeSpan.FromDays(12));
        Assert.Equal(CampaignState.Closed, (await world.CampaignAsync()).State);
    }

    [Theory]
    [InlineData("something_new")]
    [InlineData("missing_scope")]
    public async Task Permalink_IsRefused_RemindersGoWithoutTheLink(string error)
    {
        await using var world = await FlowWorld.StartAsync();
        var jane = await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        world.Slack.Faults.Refused["chat.getPermalink"] = error;

        await world.OpenCampaignAsync();
        await world.Time.AdvanceAsync(TimeSpan.FromDays(6));

        Assert.Equal(["request", "reminder-1"], FlowWorld.Sent(jane));
        Assert.DoesNotContain("archives", jane.Messages[1].Blocks, StringComparison.Ordinal);
    }

    private static async Task<string?> HealthAsync(FlowWorld world)
    {
        await world.Time.AdvanceAsync(TimeSpan.FromSeconds(10));
        using var body = JsonDocument.Parse(await world.Http.GetStringAsync("api/health"));
        return $"{body.RootElement.GetProperty("status").GetString()} {body.RootElement.GetProperty("slack").GetString()}";
    }
}
