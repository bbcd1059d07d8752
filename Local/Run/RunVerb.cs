using System.CommandLine;
using Microsoft.Extensions.Logging;
using OAuthAttest.Functions;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Simulators.Slack;
using Spectre.Console;

namespace OAuthAttest.Local.Run;

/// <summary>Runs the Functions app with your settings until it is stopped.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var database = new DatabaseArguments();
        var url = new Option<string>("--url") { Description = "Where to listen.", DefaultValueFactory = _ => "http://127.0.0.1:7071" };
        var settings = new Option<string?>("--settings")
        {
            Description = $"The settings file; {Settings.FileName} of this folder when it exists.",
        };
        var command = new Command("run", "Host the functions on this machine with your settings, until Ctrl-C.") { url, settings };
        database.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
            {
                var values = Settings.Read(parsed.GetValue(settings));
                return RunAsync(
                    Terminal.Of(parsed).Screen,
                    new LocalHostOptions
                    {
                        ConnectionString = database.ConnectionString(parsed)
                            ?? values.GetValueOrDefault($"ConnectionStrings:{FunctionsRegistration.ConnectionName}"),
                        Cluster = database.Cluster(parsed),
                        Url = parsed.GetValue(url)!,
                        Configuration = values,
                        ConfigureLogging = AddQuietConsole,
                    },
                    cancellation
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(IAnsiConsole screen, LocalHostOptions options, CancellationToken cancellation)
    {
        await using var slack = SimulatedSlack.IsNeeded(options.Configuration.Keys)
            ? await SlackSimulator.StartAsync(cancellation: cancellation)
            : null;
        if (slack is not null)
            options = options with { Configuration = Merge(options.Configuration, slack.Settings(SimulatedSlack.LeadChannel)) };
        await using var host = await LocalHost.StartAsync(options, cancellation);
        if (slack is not null)
        {
            await SimulatedSlack.FillAsync(slack, host, cancellation);
            screen.MarkupLine("[yellow]No setting speaks of Slack: messages go to a simulated workspace, and reach nobody.[/]");
        }

        HostReport.Write(screen, host, KeyFile.Folder);
        try
        {
            await host.WaitForShutdownAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Ctrl-C is the normal way to stop the host.
        }

        screen.MarkupLine("[grey]Stopping: running functions end first.[/]");
        return 0;
    }

    private static Dictionary<string, string?> Merge(
        IReadOnlyDictionary<string, string?> settings,
        IReadOnlyDictionary<string, string?> more
    ) => settings.Concat(more).ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);

    private static void AddQuietConsole(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "HH:mm:ss ", true))
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("System", LogLevel.Warning);
}
