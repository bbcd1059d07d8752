using System.Text.Json;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Grants;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Rehearse;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Tests.Campaigns;
using Xunit;

namespace OAuthAttest.Tests.Local.Rehearse;

public sealed class RehearseVerbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("oauthattest-rehearsal-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task RunAsync_WithAFolder_KeepsEveryMessageAndTheWorklistAndWritesNothingElse()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var person = await world.UserAsync("person@example.com", name: "=cmd()");
        foreach (var number in Enumerable.Range(1, 20))
            await world.GrantAsync(await world.AppAsync($"=App {number}"), person, number > 15 ? Risk.High : Risk.Medium);
        await using var services = RehearseVerb.BuildServices([], world.ConnectionString);

        var report = await RehearseVerb.RunAsync(services, Terminal.Nowhere.Screen, "2027Q1", folder, CancellationToken.None);

        Assert.Equal(20, report.Population.Grants);
        var messages = await File.ReadAllLinesAsync(Path.Combine(folder, "messages.jsonl"));
        Assert.Equal(report.Messages, messages.Length);
        Assert.Equal(3, messages.Length);
        Assert.All(messages, line => Assert.InRange(JsonDocument.Parse(line).RootElement.GetProperty("blocks").GetArrayLength(), 1, 50));
        var rows = (await File.ReadAllLinesAsync(Path.Combine(folder, "worklist.csv"))).Skip(1).ToList();
        Assert.Equal(report.AllSilent.Size, rows.Count);
        Assert.All(rows, row => Assert.Contains("'=App", row, StringComparison.Ordinal));
        using var saved = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "report.json")));
        Assert.Equal("2027Q1", saved.RootElement.GetProperty("campaign").GetString());
        var directory = saved.RootElement.GetProperty("directory");
        Assert.Equal("AssumedReachable", directory.GetProperty("basis").GetString());
        Assert.Contains("no Slack token is set", directory.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.Equal(0L, await CountAsync(world, "campaigns"));
        Assert.Equal(0L, await CountAsync(world, "audit_events"));
    }

    [Fact]
    public async Task RunAsync_WithAToken_ReadsSlacksPeopleBeforeAnyCampaignRan()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await using var slack = await SlackSimulator.StartAsync();
        slack.Add(new SimulatedUser { Id = "U0IN", RealName = "In", Email = "in@example.com" });
        foreach (var email in (string[])["in@example.com", "out@example.com"])
            await world.GrantAsync(await world.AppAsync(), await world.UserAsync(email, inSlack: false));
        var settings = slack.Settings("C0LEAD").ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
        await using var services = RehearseVerb.BuildServices(settings, world.ConnectionString);

        var report = await RehearseVerb.RunAsync(services, Terminal.Nowhere.Screen, "2027Q1", null, CancellationToken.None);

        Assert.Equal(DirectoryBasis.ReadNow, report.Directory!.Basis);
        Assert.Equal((1L, 1L), (report.Messages, report.Unreachable));
        Assert.Empty(slack.AllMessages);
    }

    [Fact]
    public async Task BuildServices_ConfigurationWithMistakes_ListsThem()
    {
        await using var world = await CampaignWorld.CreateAsync();
        var settings = new Dictionary<string, string?> { ["Slack:BotToken"] = "xoxb-of-a-test", ["Campaign:ShardSize"] = "0" };

        var mistakes = Assert.Throws<LocalConfigurationException>(() => RehearseVerb.BuildServices(settings, world.ConnectionString));

        Assert.Contains("ShardSize", mistakes.Message, StringComparison.Ordinal);
        Assert.Contains("LeadChannel", mistakes.Message, StringComparison.Ordinal);
        Assert.Contains("SigningSecrets", mistakes.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_KeyThatIsNone_IsRefused()
    {
        await using var world = await CampaignWorld.CreateAsync();
        await using var services = RehearseVerb.BuildServices([], world.ConnectionString);

        await Assert.ThrowsAsync<LocalConfigurationException>(() =>
            RehearseVerb.RunAsync(services, Terminal.Nowhere.Screen, "no key!", null, CancellationToken.None)
        );
    }

    private static Task<long> CountAsync(CampaignWorld world, string table) => world.ScalarAsync<long>($"SELECT count(*) FROM {table}");
}
