using System.CommandLine;
using System.Diagnostics;
using System.Threading.Channels;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Configuration;
using OAuthAttest.Grants;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests.Crash;
using Spectre.Console;

namespace OAuthAttest.Bench.Campaigns;

/// <summary>
/// Whole campaigns: the host in its own process with the real clock, Slack without pacing, ten grants per person. Everybody
/// gets the question, presses one button (Keep all low-risk: one signed interaction, ten answers) and is done after a
/// correction window of one second; then the campaign closes and the lead gets the report. A small campaign runs before the
/// measured one: JIT compilation in the first seconds would otherwise distort a short campaign more than a long one.
/// </summary>
internal static class CampaignBench
{
    private const int GrantsEach = 10;
    private const int WarmUpPeople = 200;
    private const string WarmUpKey = "warm-up";
    private const string Key = "bench";
    private static readonly int[] Sizes = [1_000, 2_000, 4_000];

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        [Variable(SettingKey.Of<SlackOptions>(slack => slack.PacePerMinute))] = "0",
        [Variable(SettingKey.Of<CampaignOptions>(campaign => campaign.LeadEmail))] = "lead@bench.example",
        [Variable(SettingKey.Of<CampaignOptions>(campaign => campaign.CorrectionWindow))] = "00:00:01",
    };

    public static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);

    public static Command Command()
    {
        var sizes = new Option<int[]>("--people")
        {
            Description = "How many people, campaign by campaign.",
            DefaultValueFactory = _ => Sizes,
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("campaign", "Whole campaigns of 1,000, 2,000 and 4,000 people: people a second, growth, peak memory.")
        {
            sizes,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(sizes)!, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int[] sizes, CancellationToken cancellation)
    {
        var table = new Table().AddColumns(
            "People",
            "Grants",
            "Seconds",
            "until all answered",
            "People/s",
            "Times the half",
            "Host's processor ms a person",
            "Host's peak memory",
            "History events a person"
        );
        Measured? half = null;
        foreach (var people in sizes)
        {
            var measured = await MeasureAsync(people, cancellation);
            var growth = half is { } before && people == 2 * before.People ? $"{measured.Took / before.Took:F2}" : "";
            table.AddRow(
                $"{people:N0}",
                $"{people * GrantsEach:N0}",
                $"{measured.Took.TotalSeconds:F1}",
                $"{measured.Answered.TotalSeconds:F1}",
                $"{people / measured.Took.TotalSeconds:F0}",
                growth,
                $"{measured.Processor.TotalMilliseconds / people:F1}",
                $"{measured.PeakMemory / 1048576.0:F0} MiB",
                measured.History
            );
            half = measured;
        }
        AnsiConsole.MarkupLineInterpolated(
            $"{Environment.ProcessorCount} processors shared by the host, PostgreSQL (fsync on), the simulated Slack and its people"
        );
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task<Measured> MeasureAsync(int people, CancellationToken cancellation)
    {
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        await DatabaseMigration.MigrateAsync(cluster.ConnectionString, cancellation);
        await SeedAsync(cluster.ConnectionString, 0, WarmUpPeople, cancellation);
        await using var slack = await SlackSimulator.StartAsync(cancellation: cancellation);
        slack.Add(new SimulatedChannel { Id = HostProcess.LeadChannel });
        for (var person = 0; person < people; person++)
            slack.Add(new SimulatedUser { Id = UserId(person), RealName = $"Person {person}", Email = $"person-{person}@bench.example" });
        using var host = new HostProcess(cluster.ConnectionString, slack, Settings);
        slack.InteractionsUrl = new Uri(host.BaseUri, "api/slack/interactions");
        host.Start();
        await host.WhenHealthyAsync();

        await RunCampaignAsync(host, slack, WarmUpKey, WarmUpPeople, cancellation);
        await SeedAsync(cluster.ConnectionString, WarmUpPeople, people - WarmUpPeople, cancellation);
        var measured = await RunCampaignAsync(host, slack, Key, people, cancellation);
        return measured with { History = await HistoryCount.OfAsync(cluster.ConnectionString, $"campaign-{Key}-u-", cancellation) };
    }

    private static async Task<Measured> RunCampaignAsync(
        HostProcess host,
        SlackSimulator slack,
        string key,
        int people,
        CancellationToken cancellation
    )
    {
        var answering = AnswerAsync(slack, key, people, cancellation);
        var (started, processor) = (Stopwatch.GetTimestamp(), host.ProcessorTime);
        await host.PostAsync("api/campaigns", $$"""{"key":"{{key}}"}""");
        await answering;
        var answered = Stopwatch.GetElapsedTime(started);
        await WhenOverAsync(host, key, cancellation);
        var took = Stopwatch.GetElapsedTime(started);
        if (await host.CampaignStateAsync(key) != "Closed")
            throw new InvalidOperationException("The campaign's orchestration is over and the campaign is not closed.");
        return new Measured(people, took, answered, host.ProcessorTime - processor, host.PeakMemory);
    }

    /// <summary>Everybody presses Keep all as soon as their question is posted; sixteen at a time.</summary>
    private static async Task AnswerAsync(SlackSimulator slack, string key, int people, CancellationToken cancellation)
    {
        var questions = Channel.CreateUnbounded<SimulatedMessage>();
        slack.OnPosted(message =>
        {
            if (
                message.Key is { } about
                && about.StartsWith(key, StringComparison.Ordinal)
                && about.EndsWith(":request", StringComparison.Ordinal)
            )
            {
                questions.Writer.TryWrite(message);
            }
        });
        await Parallel.ForEachAsync(
            questions.Reader.ReadAllAsync(cancellation).Take(people),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation },
            async (question, stop) =>
            {
                var button = question.Buttons().Single(button => button.ActionId == SlackActions.KeepAllLowRisk);
                var answer = await slack.Person(question.UserId!).PressAsync(button, cancellation: stop);
                if (answer.StatusCode != System.Net.HttpStatusCode.OK)
                    throw new InvalidOperationException($"A click was answered with {(int)answer.StatusCode}.");
            }
        );
    }

    /// <summary>Polls until the campaign's orchestration has ended: closed, reported, and every message updated.</summary>
    private static async Task WhenOverAsync(HostProcess host, string key, CancellationToken cancellation)
    {
        using var breath = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (await host.OrchestrationStatusAsync($"campaign-{key}") is "Running" or "Pending" or null)
            await breath.WaitForNextTickAsync(cancellation);
    }

    /// <summary>People with ten grants each, and their apps.</summary>
    public static async Task SeedAsync(string connectionString, int first, int people, CancellationToken cancellation)
    {
        const string sql = """
            INSERT INTO inventory_sources (name, provider, last_succeeded_at, active_grants) VALUES ('google', 'google', @now, @people * 10)
                ON CONFLICT (name) DO UPDATE SET active_grants = inventory_sources.active_grants + excluded.active_grants;
            INSERT INTO apps (provider, external_id, name, publisher, publisher_verified, first_seen_at, last_seen_at)
                SELECT 'google', 'app-' || a, 'App ' || a, 'Publisher ' || a, true, @now, @now FROM generate_series(1, 10) AS a
                    ON CONFLICT DO NOTHING;
            INSERT INTO users (provider, source, external_id, email, display_name, status, groups, aliases, first_seen_at, last_seen_at)
                SELECT 'google', 'google', 'account-' || p, 'person-' || p || '@bench.example', 'Person ' || p, 'Active', '{}', '{}', @now,
                    @now FROM generate_series(@first, @first + @people - 1) AS p;
            INSERT INTO grants (provider, source, external_id, app_id, user_id, principal_external_id, consent_type, scopes, scope_digest,
                risk, status, first_seen_at, last_seen_at)
                SELECT 'google', 'google', users.external_id || ':' || apps.external_id, apps.id, users.id, users.external_id, 'Principal',
                    '{openid}', sha256(apps.external_id::bytea), @risk, 'Active', @now, @now
                FROM users CROSS JOIN apps WHERE users.external_id IN (SELECT 'account-' || p
                    FROM generate_series(@first, @first + @people - 1) AS p);
            """;
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue("now", TimeProvider.System.GetUtcNow().UtcDateTime);
        command.Parameters.AddWithValue("first", first);
        command.Parameters.AddWithValue("people", people);
        command.Parameters.AddWithValue("risk", nameof(Risk.Low));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public static string UserId(int person) => $"U{person:00000}";

    private sealed record Measured(int People, TimeSpan Took, TimeSpan Answered, TimeSpan Processor, long PeakMemory, string History = "");
}
