using System.CommandLine;
using System.Diagnostics;
using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Crash;
using Spectre.Console;

namespace OAuthAttest.Bench.Campaigns;

/// <summary>
/// Whole campaigns: the host in a process of its own with the real clock, Slack without pacing, ten grants a person. Everybody
/// gets the question, presses one button (Keep all low-risk: one signed interaction, ten answers) and is done after a
/// correction window of a second; then the campaign closes itself and the lead has the report.
/// </summary>
internal static class CampaignBench
{
    private const int GrantsEach = 10;
    private const string Key = "bench";
    private static readonly int[] Sizes = [1_000, 2_000, 4_000];

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["Slack__PacePerMinute"] = "0",
        ["Campaign__LeadEmail"] = "lead@bench.example",
        ["Campaign__CorrectionWindow"] = "00:00:01",
    };

    public static Command Command()
    {
        var command = new Command("campaign", "Whole campaigns of 1,000, 2,000 and 4,000 people: people a second, growth, peak memory.");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        var table = new Table().AddColumns("People", "Grants", "Seconds", "People/s", "Times the half", "Host's peak memory");
        TimeSpan? half = null;
        foreach (var people in Sizes)
        {
            var (took, memory) = await MeasureAsync(people, cancellation);
            var growth = half is { } before ? $"{took / before:F2}" : "";
            table.AddRow($"{people:N0}", $"{people * GrantsEach:N0}", $"{took.TotalSeconds:F1}", $"{people / took.TotalSeconds:F0}", growth, $"{memory / 1048576.0:F0} MiB");
            half = took;
        }
        AnsiConsole.MarkupLineInterpolated($"{Environment.ProcessorCount} processors shared by the host, PostgreSQL (fsync on), the simulated Slack and its people");
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task<(TimeSpan Took, long PeakMemory)> MeasureAsync(int people, CancellationToken cancellation)
    {
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        await DatabaseMigration.MigrateAsync(cluster.ConnectionString, cancellation);
        await SeedAsync(cluster.ConnectionString, people, cancellation);
        await using var slack = await SlackSimulator.StartAsync(cancellationToken: cancellation);
        slack.Add(new SimulatedChannel { Id = HostProcess.LeadChannel });
        for (var person = 0; person < people; person++)
            slack.Add(new SimulatedUser { Id = UserId(person), RealName = $"Person {person}", Email = $"person-{person}@bench.example" });
        using var host = new HostProcess(cluster.ConnectionString, slack, Settings);
        slack.InteractionsUrl = new Uri(host.BaseUri, "api/slack/interactions");
        host.Start();
        await host.WhenHealthyAsync();

        var started = Stopwatch.GetTimestamp();
        await host.PostAsync("api/campaigns", $$"""{"key":"{{Key}}"}""");
        await AnswerAsync(slack, people, cancellation);
        await WhenClosedAsync(host, cancellation);
        return (Stopwatch.GetElapsedTime(started), host.PeakMemory);
    }

    /// <summary>Everybody presses Keep all as soon as the question is there; sixteen at a time.</summary>
    private static async Task AnswerAsync(SlackSimulator slack, int people, CancellationToken cancellation)
    {
        var waiting = Enumerable.Range(0, people).Select(person => slack.Person(UserId(person))).ToList();
        using var breath = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (waiting.Count > 0)
        {
            var ready = waiting.Where(person => person.Buttons(SlackActions.KeepAllLowRisk).Count > 0).ToList();
            await Parallel.ForEachAsync(ready, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation }, async (person, stop) =>
            {
                var answer = await person.PressAsync(person.Buttons(SlackActions.KeepAllLowRisk)[0], cancellationToken: stop);
                if (answer.StatusCode != System.Net.HttpStatusCode.OK)
                    throw new InvalidOperationException($"A click was answered with {(int)answer.StatusCode}.");
            });
            waiting.RemoveAll(ready.Contains);
            await breath.WaitForNextTickAsync(cancellation);
        }
    }

    private static async Task WhenClosedAsync(HostProcess host, CancellationToken cancellation)
    {
        using var breath = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await host.CampaignStateAsync(Key) != "Closed")
            await breath.WaitForNextTickAsync(cancellation);
    }

    private static async Task SeedAsync(string connectionString, int people, CancellationToken cancellation)
    {
        const string sql = """
            INSERT INTO inventory_sources (name, provider, last_succeeded_at, active_grants) VALUES ('google', 'google', @now, @people * 10);
            INSERT INTO apps (provider, external_id, name, publisher, publisher_verified, first_seen_at, last_seen_at)
                SELECT 'google', 'app-' || a, 'App ' || a, 'Publisher ' || a, true, @now, @now FROM generate_series(1, 10) AS a;
            INSERT INTO users (provider, source, external_id, email, display_name, status, groups, first_seen_at, last_seen_at)
                SELECT 'google', 'google', 'account-' || p, 'person-' || p || '@bench.example', 'Person ' || p, 'Active', '{}', @now, @now FROM generate_series(0, @people - 1) AS p;
            INSERT INTO grants (provider, source, external_id, app_id, user_id, principal_external_id, consent_type, scopes, scope_digest, risk, status, first_seen_at, last_seen_at)
                SELECT 'google', 'google', users.external_id || ':' || apps.external_id, apps.id, users.id, users.external_id, 'Principal', '{openid}', sha256(apps.external_id::bytea), @risk, 'Active', @now, @now
                FROM users CROSS JOIN apps;
            """;
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue("now", TimeProvider.System.GetUtcNow().UtcDateTime);
        command.Parameters.AddWithValue("people", people);
        command.Parameters.AddWithValue("risk", nameof(Risk.Low));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static string UserId(int person) => $"U{person:00000}";
}
