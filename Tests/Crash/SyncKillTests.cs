using System.Collections.Concurrent;
using OAuthAttest.Campaigns;
using OAuthAttest.Grants;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Simulators;
using OAuthAttest.Local.Simulators.Identity.GoogleWorkspace;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;
using Xunit.Abstractions;

namespace OAuthAttest.Tests.Crash;

/// <summary>
/// The host is killed before and after the pages of a provider's lists, and at the commits of the sync. Whatever part of the lists it had,
/// no grant changes before all of them were read, and then exactly those vanish that the provider has no more.
/// </summary>
public sealed class SyncKillTests(ITestOutputHelper output)
{
    private const string Key = "sync-kill-test";
    private const int People = 5;
    private const string Scope = "https://www.googleapis.com/auth/drive";
    private const string Broader = "https://www.googleapis.com/auth/calendar";
    private const string Notes = "notes.apps.googleusercontent.com";
    private const string Boards = "boards.apps.googleusercontent.com";

    private static readonly string[] Steps =
    [
        "google tokens Received 3",
        "google oneToken Accepted 1",
        "commit inventory_sources google read",
    ];

    private readonly ConcurrentDictionary<string, int> calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> pictures = new(StringComparer.Ordinal);

    [Fact]
    public async Task Sync_HostKilledBetweenItsSteps_MergesWholeListsOnce()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var slack = await SlackSimulator.StartAsync();
        slack.Add(new SimulatedChannel { Id = HostProcess.LeadChannel });
        await using var google = await GoogleSimulator.StartAsync(new GoogleSimulatorOptions { PageSize = 2 });
        await FillAsync(database, google);
        var before = await PictureAsync(database);
        var plan = new KillPlan(Steps);
        await using var gate = await CommitGate.CloseAsync(database, plan.Commits);
        using var host = new HostProcess(gate.ConnectionString, slack, Settings(google));
        await using var killer = new HostKiller(host, plan, gate, BeginAnewAsync);
        google.OnCall = async (method, moment) =>
        {
            pictures[await PictureAsync(database)] = true;
            // The same for every sign-in: one is enough.
            var number = method == "token" ? 1
                : moment == CallMoment.Received ? calls.AddOrUpdate(method, 1, (_, count) => count + 1)
                : calls[method];
            await killer.OnStepAsync($"google {method} {moment} {number}", moment);
        };

        await killer.StartAsync();
        await killer.WhenAsync(
            async () => await host.TryPostAsync("api/campaigns", $$"""{"key":"{{Key}}"}""") is not null, "the campaign is ordered");
        await killer.WhenAsync(
            async () => await database.ReadAsync(db => db.Campaigns.Select(campaign => campaign.State)) is [CampaignState.Open],
            "the campaign is open");

        output.WriteLine($"{killer.Kills} kills at {killer.Steps.Count} steps:\n{string.Join('\n', killer.Steps)}");
        Assert.Empty(plan.Missed);
        Assert.Empty(google.Unexpected);
        var after = await PictureAsync(database);
        Assert.Equal(Expected(), after);
        // The calls that ask for what is not listed come before the merge too.
        Assert.Equal([before], pictures.Keys.Where(picture => picture != after));
        Assert.Equal([RunState.Succeeded], await database.ReadAsync(db => db.InventoryRuns.Select(run => run.State)));
        Assert.Equal([null], await database.ReadAsync(db => db.Sources.Select(source => source.LastFailedAt)));
        Assert.Equal(
            await database.ScalarAsync<long>("SELECT count(*) FROM grants WHERE status = 'Active'"),
            await database.ScalarAsync<long>("SELECT count(*) FROM campaign_items"));
    }

    /// <summary>Nothing is waited for: a new process goes on from what is kept.</summary>
    private Task BeginAnewAsync()
    {
        calls.Clear();
        return Task.CompletedTask;
    }

    private static Dictionary<string, string> Settings(GoogleSimulator google)
    {
        var settings = google.Settings("Sync")
            .ToDictionary(each => each.Key.Replace(":", "__", StringComparison.Ordinal), each => each.Value!, StringComparer.Ordinal);
        settings["Sync__Google__Concurrency"] = "1";
        settings["Sync__GoogleUsage"] = "00:00:00";
        settings["Campaign__LeadEmail"] = "lead@crash.example";
        settings["Campaign__MaxInventoryAge"] = "1.00:00:00";
        settings["ReconcileSchedule"] = "*/2 * * * * *";
        return settings;
    }

    private static Task<string> PictureAsync(TestDatabase database) => database.ScalarAsync<string>(
        "SELECT string_agg(external_id || ' ' || status || ' ' || scopes::text, E'\\n' ORDER BY external_id COLLATE \"C\") FROM grants");

    /// <summary>The provider has one of the grants no more, one with more scopes, and one that nobody knew.</summary>
    private static string Expected() => string.Join('\n', Enumerable.Range(0, People)
        .Select(person => person switch
        {
            0 => $"{Id(person)}/{Notes} Vanished {{{Scope}}}",
            1 => $"{Id(person)}/{Notes} Active {{{Broader},{Scope}}}",
            _ => $"{Id(person)}/{Notes} Active {{{Scope}}}",
        })
        .Append($"{Id(People - 1)}/{Boards} Active {{{Scope}}}")
        .Order(StringComparer.Ordinal));

    private static async Task FillAsync(TestDatabase database, GoogleSimulator google)
    {
        var seen = TimeProvider.System.GetUtcNow().AddHours(-7);
        var app = TestData.App(Notes, "Notes", ProviderName.Google, seen: seen);
        await database.SaveAsync(
            app, new InventorySource { Name = "google", Provider = ProviderName.Google, LastSucceededAt = seen, ActiveGrants = People });
        for (var person = 0; person < People; person++)
        {
            var email = $"person-{person}@crash.example";
            var user = TestData.User(Id(person), email, ProviderName.Google, name: $"Person {person}", seen: seen);
            await database.SaveAsync(user);
            await database.SaveAsync(
                TestData.Grant(app, $"{Id(person)}/{Notes}", user.Id, Id(person), [Scope], provider: ProviderName.Google, seen: seen));
            google.Add(new SimulatedGoogleUser(Id(person), email, $"Person {person}"));
            if (person > 0)
                google.Add(new SimulatedGoogleToken(email, Notes, "Notes", person == 1 ? [Broader, Scope] : [Scope]));
        }
        google.Add(new SimulatedGoogleToken($"person-{People - 1}@crash.example", Boards, "Boards", Scope));
    }

    private static string Id(int person) => $"10000000000000000000{person}";
}
