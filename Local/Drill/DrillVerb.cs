using System.CommandLine;
using OAuthAttest.Functions;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Hosting;
using OAuthAttest.Local.Run;

namespace OAuthAttest.Local.Drill;

/// <summary>
/// Tries the alerting with the real services: asks a running app to, or hosts the app with your settings for as long as the drill takes.
/// </summary>
internal static class DrillVerb
{
    public static Command Create()
    {
        var database = new DatabaseArguments();
        var app = new Option<Uri?>("--app") { Description = "The address of a running app, such as https://attest.example.com/." };
        var key = new Option<string?>("--key") { Description = "The running app's function key." };
        var settings = new Option<string?>("--settings")
        {
            Description = $"Without --app, the settings file; {Settings.FileName} of this folder when it exists.",
        };
        var by = new Option<string>("--by") { Description = "Who starts it.", DefaultValueFactory = _ => Environment.UserName };
        var command = new Command(
            "drill",
            "Try the alerting with the real services: pages whoever is on call, posts to the security channel, tells Datadog; all say "
                + "DRILL."
        )
        {
            app,
            key,
            settings,
            by,
        };
        database.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                parsed.GetValue(app) is { } address
                    ? RunAsync(Terminal.Of(parsed), address, parsed.GetValue(key), parsed.GetValue(by)!, cancellation)
                    : HostAsync(
                        Terminal.Of(parsed),
                        Options(database, parsed, Settings.Read(parsed.GetValue(settings))),
                        parsed.GetValue(by)!,
                        cancellation)
        );
        return command;
    }

    private static LocalHostOptions Options(DatabaseArguments database, ParseResult parsed, Dictionary<string, string?> values) => new()
    {
        ConnectionString = database.ConnectionString(parsed)
            ?? values.GetValueOrDefault($"ConnectionStrings:{FunctionsRegistration.ConnectionName}"),
        Cluster = database.Cluster(parsed),
        Configuration = values,
    };

    private static async Task<int> HostAsync(
        Terminal terminal, LocalHostOptions options, string by, CancellationToken cancellation)
    {
        if (SimulatedSlack.IsNeeded(options.Configuration.Keys))
        {
            throw new LocalConfigurationException(
                "A drill needs the settings of the real services, and none speaks of Slack. Name the file with --settings, or a running "
                    + "app with --app and --key."
            );
        }
        await using var host = await LocalHost.StartAsync(options, cancellation);
        return await RunAsync(terminal, host.BaseUri, host.Keys.Function, by, cancellation);
    }

    private static async Task<int> RunAsync(
        Terminal terminal, Uri app, string? key, string by, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.AbsoluteUri.TrimEnd('/') + '/') };
        if (key is { Length: > 0 })
            http.DefaultRequestHeaders.Add("x-functions-key", key);
        return await new DrillRun(http, terminal.Screen, TimeProvider.System).RunAsync(by, cancellation) ? 0 : VerbRunner.Failed;
    }
}
