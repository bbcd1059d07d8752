using System.Text.Json;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Revocations;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Functions;
using Xunit;

namespace OAuthAttest.Tests.Campaigns.Removing;

public sealed class EndTellingTests
{
    [Fact]
    public async Task Worklist_OfWhichNothingIsUnderWay_IsReportedOnceWithWhatTheStatesProve()
    {
        await using var world = await FlowWorld.StartAsync(new HostSetup { ["Revocation:Mode"] = "Automatic" });
        var grants = await CloseAsync(world, 8);
        await world.PutAsync(grants[0], RevocationState.Closed, ", closed_at = @now");
        await world.PutAsync(grants[1], RevocationState.Closed, ", closed_at = @now", removed: 0);
        await world.PutAsync(grants[2], RevocationState.Failed, ", problem = 'HTTP 403'");
        await world.PutAsync(grants[3], RevocationState.ByHand, ", problem = 'x'");
        await world.PutAsync(grants[4], RevocationState.Reappeared, ", reappeared_at = @now");
        await world.PutAsync(grants[5], RevocationState.Restored);
        await world.PutAsync(grants[6], RevocationState.Rejected);
        await world.PutAsync(grants[7], RevocationState.Absent);

        await world.TellAsync();
        Assert.Empty(Ends(world));
        var numbers = (await world.GetJsonAsync("campaigns/2026Q4")).GetProperty("removal");
        Assert.Equal("Automatic", numbers.GetProperty("mode").GetString());
        string[] names = ["absent", "closed", "goneBefore", "reappeared"];
        Assert.Equal([1, 2, 1, 1], names.Select(name => Number(numbers, name)));
        Assert.Equal((await world.ListedAsync(grants[7])).TokensUntil, numbers.GetProperty("tokensUntil").GetDateTimeOffset());

        await world.PutAsync(grants[7], RevocationState.Closed, ", closed_at = @now");
        Assert.Null(await world.TellAsync());

        var text = Assert.Single(Ends(world)).ReadAloud();
        foreach (var words in new[]
        {
            "*8 grants were on the worklist", "*Gone: 3.*", "Of these 1 were gone already", "*Not proven done: 1*",
            "1 × HTTP 403", "by hand: 1", "are there again: 1", "*Put back: 1*", "by a decision: 1", "expired on", "People were told of 3",
        })
        {
            Assert.Contains(words, text, StringComparison.Ordinal);
        }
        Assert.NotNull((await world.CampaignAsync()).RemovalReportedAt);
        Assert.Equal(2, Ends(world)[0].Buttons().Count(button => button.ActionId == SlackActions.RestoreItem));

        await world.PutAsync(grants[2], RevocationState.Closed);
        await world.TellAsync();
        Assert.Single(Ends(world));
    }

    [Theory]
    [InlineData("Worklist", "carrying it out is left to people", false)]
    [InlineData("Automatic", "by the configured policy", true)]
    public async Task ReportAtTheClose_SaysWhatIsDoneWithTheList(string mode, string words, bool canPause)
    {
        await using var world = await FlowWorld.StartAsync(new HostSetup { ["Revocation:Mode"] = mode });
        await CloseAsync(world, 1);

        var report = world.LeadMessages.Last(message => message.Key!.EndsWith(":report:closed", StringComparison.Ordinal));

        Assert.Contains(words, report.ReadAloud(), StringComparison.Ordinal);
        Assert.Equal(canPause, report.Buttons().Any(button => button.ActionId == SlackActions.PauseRevocations));
    }

    [Fact]
    public async Task ReportAtTheClose_OfAReviewThatWasOpenedForPeople_SaysThatANameIsNeeded()
    {
        await using var world = await FlowWorld.StartAsync(new HostSetup { ["Revocation:Mode"] = "Automatic" });
        await world.AddPersonAsync("jane");
        await world.AddGrantAsync("jane");
        await world.OpenCampaignAsync();
        await world.ExecuteAsync("UPDATE campaigns SET policy_json = policy_json - 'removesUnnamed'");
        await world.CloseAsync();

        var report = world.LeadMessages.Last(message => message.Key!.EndsWith(":report:closed", StringComparison.Ordinal)).ReadAloud();

        Assert.Contains("approve exactly this list by name", report, StringComparison.Ordinal);
        Assert.DoesNotContain("by the configured policy", report, StringComparison.Ordinal);
        Assert.Equal("Queued", await world.ScalarAsync<string>("SELECT state FROM revocation_worklist"));
    }

    [Fact]
    public async Task Worklist_ThatNobodyCarriesOut_HasNoEnd()
    {
        await using var world = await FlowWorld.StartAsync();
        await CloseAsync(world, 2);

        Assert.Null(await world.TellAsync());

        Assert.Empty(Ends(world));
    }

    [Fact]
    public async Task ReadWorklist_ShowsHowFarEachItemIsAndWhatToDoByHand()
    {
        await using var world = await FlowWorld.StartAsync();
        var grants = await CloseAsync(world, 2);
        await world.PutAsync(grants[0], RevocationState.ByHand, ", problem = 'Nothing here may revoke at entra.'");
        await world.PutAsync(grants[1], RevocationState.Absent);

        var rows = (await world.GetJsonAsync("campaigns/2026Q4/worklist")).GetProperty("rows");
        using var answer = await world.GetAsync("campaigns/2026Q4/worklist?format=csv");
        var csv = await answer.Content.ReadAsStringAsync();

        Assert.Equal("ByHand", rows[0].GetProperty("removal").GetProperty("state").GetString());
        Assert.Contains(
            "Get-MgUserOauth2PermissionGrant",
            rows[0].GetProperty("removal").GetProperty("steps").GetProperty("command").GetString(),
            StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, rows[1].GetProperty("removal").GetProperty("steps").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, rows[1].GetProperty("removal").GetProperty("absentAt").ValueKind);
        Assert.Contains(",Absent,", csv, StringComparison.Ordinal);
        Assert.Contains("Nothing here may revoke at entra.", csv, StringComparison.Ordinal);
    }

    private static long Number(JsonElement numbers, string name) => numbers.GetProperty(name).GetInt64();

    private static async Task<IReadOnlyList<long>> CloseAsync(FlowWorld world, int count)
    {
        await world.AddPersonAsync("jane");
        var grants = new List<long>();
        for (var i = 0; i < count; i++)
            grants.Add(await world.AddGrantAsync("jane"));
        await world.OpenCampaignAsync();
        await world.CloseAsync();
        return grants;
    }

    private static List<SimulatedMessage> Ends(FlowWorld world) =>
        [.. world.LeadMessages.Where(message => message.Key!.EndsWith(":report:removed", StringComparison.Ordinal))];
}
