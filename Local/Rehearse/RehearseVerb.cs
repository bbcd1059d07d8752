using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Messages;
using OAuthAttest.Campaigns.Rehearsing;
using OAuthAttest.Functions;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Run;
using OAuthAttest.Slack;
using Spectre.Console;

namespace OAuthAttest.Local.Rehearse;

/// <summary>Shows the campaign that would open now; sends nothing, and writes nothing but the copy of Slack's list of people.</summary>
internal static class RehearseVerb
{
    public static Command Create()
    {
        var database = new DatabaseArguments();
        var key = new Option<string?>("--key") { Description = "The campaign's key; this quarter's unless said otherwise." };
        var settings = new Option<string?>("--settings")
        {
            Description = $"The settings file; {Settings.FileName} of this folder when it exists.",
        };
        var output = new Option<string?>("--output")
        {
            Description =
                "A folder for every message (messages.jsonl), the projected worklist (worklist.csv) and the report (report.json).",
        };
        var command = new Command(
            "rehearse",
            "Rehearse a whole campaign on the real inventory: nothing is sent, nothing is written but the copy of Slack's list of people.")
        {
            key,
            settings,
            output,
        };
        database.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var values = Settings.Read(parsed.GetValue(settings));
            await using var opened = await database.OpenMigratedAsync(parsed, values, cancellation);
            await using var services = BuildServices(values, opened.ConnectionString);
            await RunAsync(services, Terminal.Of(parsed).Screen, parsed.GetValue(key), parsed.GetValue(output), cancellation);
            return 0;
        });
        return command;
    }

    /// <summary>The functions' services without a host: no timer fires and no orchestration runs.</summary>
    internal static ServiceProvider BuildServices(Dictionary<string, string?> settings, string connectionString)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(FunctionsRegistration.TimerDefaults)
            .AddInMemoryCollection(SimulatedSlack.IsNeeded(settings.Keys) ? SimulatedSlack.Nowhere : [])
            .AddInMemoryCollection(settings)
            .AddInMemoryCollection([
                KeyValuePair.Create<string, string?>($"ConnectionStrings:{FunctionsRegistration.ConnectionName}", connectionString),
            ])
            .Build();
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddOAuthAttest(configuration)
            .BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        return ConfigurationReport.Find(services) is { } mistakes ? throw new LocalConfigurationException(mistakes) : services;
    }

    private static Task<RehearsedDirectory> ReadDirectoryAsync(
        IServiceProvider services,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var directory = services.GetRequiredService<RehearsalDirectory>();
        return SimulatedSlack.IsNowhere(services.GetRequiredService<IOptions<SlackOptions>>().Value)
            ? directory.WithoutAsync("no Slack token is set", cancellation)
            : directory.ReadAsync(now, cancellation);
    }

    internal static async Task<RehearsalReport> RunAsync(
        IServiceProvider services,
        IAnsiConsole screen,
        string? keyText,
        string? output,
        CancellationToken cancellation
    )
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var key = CampaignKey.OfQuarter(now);
        if (keyText is not null && !CampaignKey.TryParse(keyText, out key))
            throw new LocalConfigurationException("--key must have 1 to 32 letters, digits, hyphens or underscores.");
        var rehearse = new RehearseCampaign(
            key,
            services.GetRequiredService<IOptions<CampaignOptions>>().Value.ToPolicy(),
            services.GetRequiredService<ScopeDictionary>().Version,
            now,
            await ReadDirectoryAsync(services, now, cancellation)
        );
        var composer = services.GetRequiredService<AttestationComposer>();

        await using var files = RehearsalFiles.Create(output, services.GetRequiredService<SlackMessages>());
        var report = await screen.Status().StartAsync("Rehearsing", status =>
        {
            files.Progress = count => status.Status = $"Rehearsing: {count} messages rendered";
            return services.GetRequiredService<Rehearsal>().RunAsync(
                rehearse, (db, _, participant, token) => composer.ComposeAllAsync(db, participant, now, token), files, cancellation);
        });
        await files.WriteReportAsync(report, cancellation);
        RehearsalTables.Write(screen, report);
        if (output is not null)
            screen.WriteLine($"Messages, worklist and report are in {Path.GetFullPath(output)}");
        return report;
    }
}
