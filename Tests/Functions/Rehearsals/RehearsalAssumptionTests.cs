using System.Text.Json;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Functions.Rehearsals;

public sealed class RehearsalAssumptionTests
{
    /// <summary>Whom no address names, no list of Slack's could find.</summary>
    [Fact]
    public async Task Rehearsal_WithoutSlacksPeople_AssumesNobodyReachableWhoHasNoAddress()
    {
        await using var world = await FlowWorld.StartAsync();
        await world.AddPersonAsync("jane");
        await world.SaveAsync(TestData.User("account-nameless", email: null));
        await world.AddGrantAsync("jane");
        await world.AddGrantAsync("nameless");
        world.Slack.Faults.Next("auth.test", [.. Enumerable.Repeat(SlackFault.HtmlPage, 5)]);

        using var started = await world.PostAsync("rehearsals", "{}");
        await world.Host.WhenIdleAsync();
        using var id = JsonDocument.Parse(await started.Content.ReadAsStreamAsync());
        var report = (await world.GetJsonAsync($"rehearsals/{id.RootElement.GetProperty("id").GetString()}")).GetProperty("report");

        Assert.Equal("AssumedReachable", report.GetProperty("directory").GetProperty("basis").GetString());
        Assert.Equal((1, 1), (report.GetProperty("messages").GetInt32(), report.GetProperty("unreachable").GetInt32()));
        var person = report.GetProperty("unreachablePeople").EnumerateArray().Single();
        Assert.Equal("no_email", person.GetProperty("reason").GetString());
    }
}
