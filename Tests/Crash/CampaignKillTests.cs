using System.Net;
using Microsoft.EntityFrameworkCore;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Grants;
using OAuthAttest.Local.Simulators.Slack;
using Xunit;

namespace OAuthAttest.Tests.Crash;

[Collection(nameof(Alone))]
public sealed class CampaignKillTests
{
    private const int People = 200;
    private const int GrantsEach = 3;
    private const int SilentPeople = 20;
    private const string Key = "kill-test";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["Slack__PacePerMinute"] = "1500",
        ["Slack__RequestTimeout"] = "00:00:05",
        ["Campaign__LeadEmail"] = "lead@crash.example",
        ["Campaign__CorrectionWindow"] = "00:00:05",
        ["Campaign__Breaker__MaxShareOfGrants"] = "1",
        ["Campaign__Breaker__MaxShareOfApp"] = "1",
    };

    /// <summary>As many as the check has time for; <c>OAUTHATTEST_KILLS=25</c> before a release.</summary>
    private static readonly int Kills =
        int.TryParse(Environment.GetEnvironmentVariable("OAUTHATTEST_KILLS"), out var kills) && kills > 3 ? kills : 5;

    private readonly Random chance = new(20261122);

    [Fact]
    public async Task Campaign_HostKilledAtRandomInstants_AsksNobodyTwiceAndLosesNoAnswer()
    {
        await using var database = await TestDatabase.CreateAsync();
        await SeedAsync(database);
        await using var slack = await StartSlackAsync();
        using var host = new HostProcess(database.ConnectionString, slack, Settings);
        slack.InteractionsUrl = new Uri(host.BaseUri, "api/slack/interactions");
        var people = new StubbornPeople(slack, [.. Enumerable.Range(SilentPeople, People - SilentPeople).Select(UserId)], GrantsEach);
        using var over = new CancellationTokenSource();

        host.Start();
        await host.WhenHealthyAsync();
        await OrderAsync(host, "api/campaigns", $$"""{"key":"{{Key}}"}""");
        var answering = people.AnswerEverythingAsync(over.Token);
        try
        {
            await KillAsync(host, Kills - 3);
            await WhenAnsweredAsync(answering, people, slack, database, host);
        }
        finally
        {
            await over.CancelAsync();
        }
        await OrderAsync(host, $"api/campaigns/{Key}/close", "{}");
        await KillAsync(host, 3);
        await Until.TrueAsync(async () => await host.CampaignStateAsync(Key) == nameof(CampaignState.Closed), "the campaign is closed");
        await Until.TrueAsync(() => slack.AllMessages.Any(IsClosingReport), "the lead has the report");

        var questions = slack.AllMessages.Where(message => message.Key?.EndsWith(":request", StringComparison.Ordinal) == true).ToList();
        Assert.Equal(People, questions.Count);
        Assert.Equal(People, questions.Select(message => message.Channel).Distinct().Count());
        Assert.Single(slack.AllMessages, IsClosingReport);
        await AssertTablesAsync(database, people);
    }

    /// <summary>A request whose response was lost may have been carried out: then the repeated one gets 409 Conflict.</summary>
    private static async Task OrderAsync(HostProcess host, string path, string body) =>
        Assert.True(await host.PostAsync(path, body) is HttpStatusCode.Accepted or HttpStatusCode.Conflict, $"{path} was refused");

    /// <summary>Waits as long as answers keep coming, however slowly. A stall fails with details, as it may not occur again.</summary>
    private static async Task WhenAnsweredAsync(
        Task answering,
        StubbornPeople people,
        SlackSimulator slack,
        TestDatabase database,
        HostProcess host
    )
    {
        for (var before = -1; !answering.IsCompleted && people.Acknowledged.Count > before;)
        {
            before = people.Acknowledged.Count;
            await answering.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        if (!answering.IsCompleted)
            Assert.Fail(await WhoIsStuckAsync(people, slack, database, host));
        await answering;
    }

    private static async Task<string> WhoIsStuckAsync(StubbornPeople people, SlackSimulator slack, TestDatabase database, HostProcess host)
    {
        var tables = await database.ScalarAsync<string?>(
            """
            SELECT string_agg(line, E'\n') FROM (
                SELECT 'people ' || state || ', asked ' || (asked_at IS NOT NULL) || ': ' || count(*) AS line
                    FROM campaign_participants GROUP BY state, asked_at IS NOT NULL
                UNION ALL SELECT 'messages ' || state || ' (' || coalesce(last_error, '') || '): ' || count(*)
                    FROM slack_messages GROUP BY state, last_error) lines
            """
        );
        var questions = slack.AllMessages.Count(message => message.Key?.EndsWith(":request", StringComparison.Ordinal) == true);
        return $"For {Patience} nothing moved: {people.Acknowledged.Count} of {people.Expected} answers, "
            + $"{questions} of {People} questions.\n{tables}\n{host.Log}";
    }

    /// <summary>Kills at random moments: mostly while the host works, every fifth time while it is still starting.</summary>
    private async Task KillAsync(HostProcess host, int times)
    {
        for (var kill = 1; kill <= times; kill++)
        {
            if (kill % 5 != 0)
                await host.WhenHealthyAsync();
            using var instant = new PeriodicTimer(TimeSpan.FromMilliseconds(chance.Next(20, 1500)));
            await instant.WaitForNextTickAsync();
            await host.KillAsync();
            host.Start();
        }
        await host.WhenHealthyAsync();
    }

    private static async Task AssertTablesAsync(TestDatabase database, StubbornPeople people)
    {
        await using var db = database.Open();
        var items = await db.Items.AsNoTracking().ToListAsync();
        Assert.Equal(People * GrantsEach, items.Count);
        Assert.All(items, item => Assert.NotNull(item.Class));
        Assert.Equal(people.Expected, people.Acknowledged.Count);
        Assert.All(people.Acknowledged, given => Assert.Equal(given.Value, items.Single(item => item.GrantId == given.Key).Answer));
        Assert.Equal(people.Expected, items.Count(item => item.Class is GrantClass.Attested or GrantClass.Remove));
        Assert.Equal(SilentPeople * GrantsEach, items.Count(item => item.Class == GrantClass.Unanswered));
        var listed = await db.Worklist.Select(row => row.GrantId).ToListAsync();
        Assert.Equal(
            items.Where(item => item.Class is GrantClass.Remove or GrantClass.Unanswered).Select(item => item.GrantId).Order(),
            listed.Order()
        );
    }

    private static bool IsClosingReport(SimulatedMessage message) => message.Key == MessageKeys.Report(CampaignKey.Parse(Key), "closed");

    private static async Task<SlackSimulator> StartSlackAsync()
    {
        var slack = await SlackSimulator.StartAsync();
        slack.Add(new SimulatedChannel { Id = HostProcess.LeadChannel });
        for (var person = 0; person < People; person++)
        {
            slack.Add(
                new SimulatedUser
                {
                    Id = UserId(person),
                    RealName = $"Person {person}",
                    Email = Email(person),
                }
            );
        }

        return slack;
    }

    private static async Task SeedAsync(TestDatabase database)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = database.Open();
        var app = TestData.App("crash-app", "Crash app", ProviderName.Google, verified: null, seen: now);
        var users = Enumerable
            .Range(0, People)
            .Select(person =>
                TestData.User($"account-{person}", Email(person), ProviderName.Google, name: $"Person {person}", seen: now)
            )
            .ToList();
        db.Add(app);
        db.AddRange(users);
        db.Add(
            new InventorySource
            {
                Name = "google",
                Provider = ProviderName.Google,
                LastSucceededAt = now,
                ActiveGrants = People * GrantsEach,
            }
        );
        await db.SaveChangesAsync();
        db.AddRange(users.SelectMany(user => Enumerable.Range(0, GrantsEach).Select(number => GrantOf(user, app, number, now))));
        await db.SaveChangesAsync();
    }

    private static OAuthGrant GrantOf(DirectoryUser user, OAuthApp app, int number, DateTimeOffset now) =>
        TestData.Grant(
            app,
            $"{user.ExternalId}-{number}",
            user.Id,
            user.ExternalId,
            ["openid"],
            risk: Risk.Low,
            resource: $"api-{number}",
            seen: now
        );

    private static string UserId(int person) => $"U{person:00000}";

    private static string Email(int person) => $"person-{person}@crash.example";

    /// <summary>
    /// Tests that kill and restart processes run alone: with other tests beside them they would measure those tests' load.
    /// </summary>
    [CollectionDefinition(nameof(Alone), DisableParallelization = true)]
    public sealed class Alone;
}
