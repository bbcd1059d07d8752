using System.Net.Http.Json;
using System.Text.Json;
using OAuthAttest.Evidence;
using OAuthAttest.Grants.Import;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.Okta;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Rosters;
using OAuthAttest.Tests.Grants.Import;
using Xunit;

namespace OAuthAttest.Tests.Functions.Escalations;

/// <summary>From the timer that reads the roster to the page, and to the alarm when it cannot be read.</summary>
public sealed class RosterTimerTests
{
    [Fact]
    public async Task SomebodyConsentsAndThenTheRoleArrives_ThePersonIsPagedFor_AndAgainForTheNextConsent()
    {
        await using var okta = await StartOktaAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        await world.LetInAsync("clerk");
        Assert.Empty(world.Pager.Alerts);
        okta.AddUser("clerk@example.com", "00uclerk");
        okta.Add(new SimulatedOktaRole("00uclerk", "Super Administrator"));

        await world.PassAsync(TimeSpan.FromMinutes(16));

        var alert = Assert.Single(world.Pager.Alerts);
        Assert.Contains("clerk@example.com", alert.Summary, StringComparison.Ordinal);
        Assert.Contains(world.Thread, message => (message.Text + message.Blocks).Contains("the role is new", StringComparison.Ordinal));
        Assert.Single(await world.AuditKindsAsync(), kind => kind == AuditKinds.ConsentReconsidered);

        await world.LetInAsync("clerk", client: "client-2");

        Assert.Equal(2, world.Pager.Alerts.Count);
        Assert.Empty(okta.Unexpected);
    }

    [Fact]
    public async Task RosterCannotBeRead_IsToldOnce_AndOnceWhenItIsFreshAgain()
    {
        await using var okta = await StartOktaAsync();
        await using var world = await CourseWorld.StartAsync(Settings(okta));
        await world.PassAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("Works", (await FeedAsync(world)).GetProperty("state").GetString());
        okta.Faults.Next("assignees", [.. Enumerable.Repeat(HttpFault.Refused, 3)]);

        await world.PassAsync(TimeSpan.FromMinutes(44));

        var told = Assert.Single(Notices(world));
        Assert.Equal("feed-trouble:okta:roster:1", told.Key);
        Assert.Contains("okta", told.Text, StringComparison.Ordinal);
        Assert.Equal("Troubled", (await FeedAsync(world)).GetProperty("state").GetString());
        Assert.Contains(world.Datadog.Points, point => point.Metric == "oauthattest.roster.failed");
        // Whom the roster does not list is not a standard user meanwhile.
        await world.LetInAsync("clerk");
        Assert.Contains("privilege unknown", Assert.Single(world.Pager.Alerts).Summary, StringComparison.Ordinal);

        await world.PassAsync(TimeSpan.FromMinutes(16));

        Assert.Equal(["feed-trouble:okta:roster:1", "feed-recovery:okta:roster:1"], Notices(world).Select(notice => notice.Key));
        Assert.Equal("Works", (await FeedAsync(world)).GetProperty("state").GetString());
        await world.LetInAsync("typist", client: "client-2");
        Assert.Single(world.Pager.Alerts);
    }

    [Fact]
    public async Task ImportByHand_IsSeenByTheSweep()
    {
        using var folder = new ExportFolder();
        await using var world = await CourseWorld.StartAsync();
        await world.LetInAsync("clerk");
        Assert.Empty(world.Pager.Alerts);
        var file = folder.Write("board.csv", "email,provider,account_id,name,category,role\nclerk@example.com,,,,executive,Board\n");

        await new RosterImport(world.Service<Npgsql.NpgsqlDataSource>(), world.Clock)
            .ImportAsync("board", new CsvRosterReader(file), new ImportOptions(), CancellationToken.None);
        await world.PassAsync(TimeSpan.FromMinutes(2));

        Assert.Contains("clerk@example.com", Assert.Single(world.Pager.Alerts).Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EscalationSwitchedOff_NothingIsRead()
    {
        await using var okta = await StartOktaAsync();
        var settings = Settings(okta);
        settings["Escalation:Enabled"] = "false";
        await using var world = await CourseWorld.StartAsync(settings);

        await world.PassAsync(TimeSpan.FromMinutes(16));

        Assert.Empty(okta.Calls);
    }

    private static async Task<OktaSimulator> StartOktaAsync()
    {
        var okta = await OktaSimulator.StartAsync();
        okta.AddUser("root@example.com", "00uroot");
        okta.Add(new SimulatedOktaRole("00uroot", "Super Administrator"));
        return okta;
    }

    private static Dictionary<string, string?> Settings(OktaSimulator okta)
    {
        var settings = okta.Settings("Polling", withRoster: true).ToDictionary(StringComparer.Ordinal);
        settings["AzureWebJobs.PollOkta.Disabled"] = "true";
        settings["Polling:Okta:MaxAge"] = "7.00:00:00";
        return settings;
    }

    private static IReadOnlyList<SimulatedMessage> Notices(CourseWorld world) =>
        [.. world.Messages.Where(message => CourseWorld.IsOf(message, "feed-"))];

    private static async Task<JsonElement> FeedAsync(CourseWorld world)
    {
        using var http = new HttpClient { BaseAddress = world.Host.BaseUri };
        var health = await http.GetFromJsonAsync<JsonElement>("api/health");
        return Assert.Single(health.GetProperty("feeds").EnumerateArray(), feed =>
            feed.GetProperty("source").GetString() == "Okta" && feed.GetProperty("part").GetString() == "Roster");
    }
}
