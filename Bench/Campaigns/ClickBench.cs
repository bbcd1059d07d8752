using System.CommandLine;
using System.Net;
using Npgsql;
using OAuthAttest.Bench.Consents;
using OAuthAttest.Campaigns;
using OAuthAttest.Configuration;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Local.Simulators.Slack;
using OAuthAttest.Persistence;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Messages;
using OAuthAttest.Tests;
using OAuthAttest.Tests.Crash;
using Spectre.Console;

namespace OAuthAttest.Bench.Campaigns;

/// <summary>
/// Clicks in Slack at a fixed rate, whatever is answered meanwhile: each is one signed interaction that answers one grant, and its message
/// is repainted. Slack shows an error to whoever clicked when the answer takes three seconds.
/// </summary>
internal static class ClickBench
{
    private const string Key = "clicks";
    /// <summary>Of ten grants a message has the buttons of so many; the others are behind "Review".</summary>
    private const int GrantsEach = 8;
    private const int WarmUpSeconds = 10;

    public static Command Command()
    {
        var rate = new Option<int>("--rate") { Description = "Clicks a second.", DefaultValueFactory = _ => 50 };
        var seconds = new Option<int>("--seconds") { Description = "For how long.", DefaultValueFactory = _ => 60 };
        var command = new Command("clicks", "Slack interactions at a fixed rate: how soon each is answered.") { rate, seconds };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(rate), parsed.GetValue(seconds), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int rate, int seconds, CancellationToken cancellation)
    {
        var clicks = rate * (WarmUpSeconds + seconds);
        var people = (clicks + GrantsEach - 1) / GrantsEach;
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        await DatabaseMigration.MigrateAsync(cluster.ConnectionString, cancellation);
        await CampaignBench.SeedAsync(cluster.ConnectionString, 0, people, cancellation);
        // Each grant gets a card of its own: only apps of verified publishers share one.
        await using (var source = NpgsqlDataSource.Create(cluster.ConnectionString))
        await using (var command = source.CreateCommand("UPDATE apps SET publisher_verified = NULL"))
            await command.ExecuteNonQueryAsync(cancellation);
        await using var slack = await SlackSimulator.StartAsync(cancellation: cancellation);
        slack.Add(new SimulatedChannel { Id = HostProcess.LeadChannel });
        for (var i = 0; i < people; i++)
        {
            slack.Add(new SimulatedUser
            {
                Id = CampaignBench.UserId(i),
                RealName = $"Person {i}",
                Email = $"person-{i}@bench.example",
            });
        }
        using var host = new HostProcess(cluster.ConnectionString, slack, Settings());
        slack.InteractionsUrl = new Uri(host.BaseUri, "api/slack/interactions");
        host.Start();
        await host.WhenHealthyAsync();
        await host.PostAsync("api/campaigns", $$"""{"key":"{{Key}}"}""");
        await Until.TrueAsync(() => Questions(slack).Count == people, "everybody was asked", TimeSpan.FromMinutes(5));

        // Grant by grant and not person by person, so that nobody clicks ten times in one instant.
        var buttons = Questions(slack)
            .SelectMany(question =>
                question.Buttons()
                    .Where(button => button.ActionId is SlackActions.Keep or SlackActions.Remove)
                    .DistinctBy(button => button.Value)
                    .Select((button, place) => (Who: question.UserId!, Button: button, place))
            )
            .OrderBy(each => each.place)
            .ToList();
        if (buttons.Count < clicks)
            throw new InvalidOperationException($"{clicks} clicks were planned, and {buttons.Count} buttons are there.");
        await PressAsync(slack, buttons[..(rate * WarmUpSeconds)], rate, cancellation);
        var processor = host.ProcessorTime;
        var took = await PressAsync(slack, buttons[(rate * WarmUpSeconds)..clicks], rate, cancellation);
        var used = (host.ProcessorTime - processor).TotalMilliseconds / took.Count;

        var table = new Table().AddColumns($"{rate} clicks a second for {seconds} s", "p50, ms", "p99, ms", "largest, ms");
        table.AddRow("pressed → answered", took.Cell(0.5), took.Cell(0.99), took.Cell(1));
        table.Caption($"{took.Count:N0} clicks; {used:F1} ms of the host's processor time each, with what they bring about meanwhile");
        AnsiConsole.Write(table);
        return 0;
    }

    private static async Task<Latencies> PressAsync(
        SlackSimulator slack,
        IReadOnlyList<(string Who, SimulatedButton Button, int Place)> clicks,
        int rate,
        CancellationToken cancellation
    )
    {
        var pressed = new List<Task<InteractionResult>>(clicks.Count);
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
        foreach (var (who, button, _) in clicks)
        {
            await beat.WaitForNextTickAsync(cancellation);
            pressed.Add(slack.Person(who).PressAsync(button, cancellation: cancellation));
        }
        var results = await Task.WhenAll(pressed);
        return results.FirstOrDefault(result => result.StatusCode != HttpStatusCode.OK) is { } refused
            ? throw new InvalidOperationException($"A click was answered with {(int)refused.StatusCode}.")
            : new Latencies(results.Select(result => result.Took));
    }

    private static List<SimulatedMessage> Questions(SlackSimulator slack) =>
        [.. slack.AllMessages.Where(message => message.Key?.EndsWith(":request", StringComparison.Ordinal) == true)];

    private static Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        [CampaignBench.Variable(SettingKey.Of<SlackOptions>(slack => slack.PacePerMinute))] = "0",
        [CampaignBench.Variable(SettingKey.Of<CampaignOptions>(campaign => campaign.LeadEmail))] = "lead@bench.example",
    };
}
