using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Hosting.Catalog;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Slack.Messages;
using Xunit;

namespace OAuthAttest.Tests.Functions;

/// <summary>PostgreSQL goes down for real under the running host.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private static readonly string[] Signed = ["slack/", "consents/", "pagerduty/"];

    /// <summary>It refuses for another reason, and needs no database for that.</summary>
    private const string SwitchedOff = "escalations/drill";

    private PrivateCluster cluster = null!;
    private PostgresOutage outage = null!;
    private TestDatabase database = null!;
    private FlowWorld world = null!;

    public async Task InitializeAsync()
    {
        cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = false });
        outage = new PostgresOutage(cluster);
        database = await TestDatabase.OnAsync(cluster);
        world = await FlowWorld.StartAsync(
            new HostSetup
            {
                // Without an account an audit of scopes is refused before the database is asked.
                ["ScopeAudit:Accounts:0:Id"] = "111122223333",
                ["ScopeAudit:Regions"] = "eu-west-1",
            },
            database: database);
    }

    public async Task DisposeAsync()
    {
        await world.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task Requests_WhileTheDatabaseIsDown_Are503AndChangeNothing()
    {
        var zoe = await world.AddPersonAsync("zoe");
        var (kept, removed) = (await world.AddGrantAsync("zoe"), await world.AddGrantAsync("zoe"));
        await world.OpenCampaignAsync();
        var remove = FlowWorld.Question(zoe).Buttons().First(button => button.ActionId == SlackActions.Remove);

        await outage.BeginAsync();

        foreach (var (method, path) in Endpoints())
        {
            using var answer = method == "GET" ? await world.GetAsync(path) : await world.PostAsync(path, BodyFor(path));
            await AssertUnavailableAsync(answer, path);
        }
        foreach (var path in (string[])["instances", "instances/campaign-that-is-not-in-memory"])
        {
            using var managed = await world.Http.GetAsync($"runtime/webhooks/durabletask/{path}?code={FlowWorld.Keys.System}");
            await AssertUnavailableAsync(managed, path);
        }
        var clicked = await zoe.PressAsync(remove);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, clicked.StatusCode);
        Assert.DoesNotContain("   at ", clicked.Body, StringComparison.Ordinal);

        await EndOutageAsync();

        await Until.TrueAsync(async () => (await world.GetAsync("health")).StatusCode == HttpStatusCode.OK, "the host is healthy again");
        await using (var db = world.Open())
        {
            Assert.Equal(0, await db.Decisions.CountAsync());
            Assert.Equal(0, await db.AuditEvents.CountAsync(entry => entry.Kind.StartsWith("answer.")));
        }
        Assert.Equal(CampaignState.Open, (await world.CampaignAsync()).State);
        Assert.Equal(2, (await world.ParticipantAsync("zoe")).OpenCount);
        await world.PressAsync(zoe, SlackActions.Remove, removed);
        await world.KeepAsync(zoe, kept);
        Assert.Equal((Answer.Keep, Answer.Remove), ((await world.ItemAsync(kept)).Answer, (await world.ItemAsync(removed)).Answer));
    }

    [Fact]
    public async Task Clicks_WhileTheDatabaseDies_AreRecordedWholeOrNotAtAll()
    {
        var people = new List<SimulatedPerson>();
        foreach (var number in Enumerable.Range(0, 12))
        {
            people.Add(await world.AddPersonAsync($"person{number}"));
            for (var grant = 0; grant < 4; grant++)
                await world.AddGrantAsync($"person{number}", ["Calendars.Read"]);
        }
        await world.OpenCampaignAsync();
        var acknowledged = new ConcurrentBag<long>();
        var buttons = people
            .SelectMany(person =>
                FlowWorld
                    .Question(person)
                    .Buttons()
                    .Where(button => button.ActionId == SlackActions.Remove)
                    .Select(button => (person, button))
            )
            .ToList();

        var clicks = Parallel.ForEachAsync(buttons, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (click, stop) =>
        {
            var answer = await click.person.PressAsync(click.button, cancellation: stop);
            Assert.True(
                answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable,
                $"A click was answered with {answer.StatusCode}"
            );
            if (answer.StatusCode == HttpStatusCode.OK)
                acknowledged.Add(GrantButton.Decode(click.button.Value)!.GrantId);
        });
        await Until.TrueAsync(() => acknowledged.Count >= 4, "some clicks are answered");
        await outage.CrashAsync();
        await EndOutageAsync();
        await clicks;

        await using var db = world.Open();
        var answered = await db.Items.Where(item => item.Answer == Answer.Remove).Select(item => item.GrantId).Order().ToListAsync();
        var decided = await db
            .Decisions.Where(decision => decision.Outcome == DecisionOutcome.Accepted)
            .Select(decision => decision.GrantId!.Value)
            .Order()
            .ToListAsync();
        Assert.Equal(decided, answered);
        Assert.Equal(answered.Count, await db.AuditEvents.CountAsync(entry => entry.Kind == "answer.accepted"));
        Assert.Equal(answered.Count, await db.Participants.SumAsync(participant => participant.GrantCount - participant.OpenCount));
        Assert.Empty(acknowledged.Except(answered));
    }

    [Fact]
    public async Task Get_WhenSomethingElseIsBroken_Is500WithoutAWord()
    {
        await using (var db = world.Open())
            await db.Database.ExecuteSqlAsync($"ALTER TABLE campaigns RENAME TO campaigns_hidden");

        using var answer = await world.GetAsync($"campaigns/{FlowWorld.Key}");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync());
    }

    private async Task EndOutageAsync()
    {
        await outage.EndAsync();
        // Closes the test's pooled connections, which the outage broke.
        database.Source.Clear();
    }

    /// <summary>Every HTTP function that needs only the key. Signed requests are excluded, because only their senders can sign.</summary>
    private static IEnumerable<(string Method, string Path)> Endpoints() =>
        from entry in FunctionCatalog.Read(new LocalHostOptions().FunctionClasses).With<HttpTriggerAttribute>()
        let route = entry.Trigger.Route!
        where !Signed.Any(prefix => route.StartsWith(prefix, StringComparison.Ordinal)) && route != SwitchedOff
        select (
            entry.Trigger.Methods![0].ToUpperInvariant(),
            Regex.Replace(route, @"\{[^}]*\}", IdFor(route), RegexOptions.None, TimeSpan.FromSeconds(1))
        );

    private static string IdFor(string route) =>
        route.StartsWith("rehearsals/", StringComparison.Ordinal)
            ? RehearsalId.Of(FlowWorld.Key, FlowWorld.Start)
            : route.StartsWith("worklist/", StringComparison.Ordinal) ? $"{FlowWorld.Key}-1"
            : route.StartsWith("scope-remediations/", StringComparison.Ordinal) ? "1"
            : FlowWorld.Key.ToString();

    private static string BodyFor(string path) =>
        path.EndsWith("/approve", StringComparison.Ordinal) || path.EndsWith("/reject", StringComparison.Ordinal)
            ? $$"""{"digest":"{{new string('0', 64)}}","decidedBy":"lead@example.com"}"""
            : path.StartsWith("worklist/", StringComparison.Ordinal) ? """{"decidedBy":"lead@example.com"}"""
            : path == "scope-remediations" ? """{"change":"1","kind":"DetachPolicy","requestedBy":"lead@example.com"}"""
            : path.StartsWith("scope-remediations/", StringComparison.Ordinal)
                ? """{"act":"approve","digest":"0","decidedBy":"lead@example.com"}"""
            : "{}";

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer, string path)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.ServiceUnavailable, $"{path} answered {answer.StatusCode}: {text}");
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        using var json = JsonDocument.Parse(text);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql", text, StringComparison.Ordinal);
    }
}
