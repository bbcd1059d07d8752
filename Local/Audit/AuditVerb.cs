using System.CommandLine;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using OAuthAttest.ScopeAudits.Sources;
using Spectre.Console;

namespace OAuthAttest.Local.Audit;

/// <summary>
/// Looks through CloudTrail's log files, or its history of events, for changes of OAuth scopes and policies, and compares them with an
/// approved list. Needs no database; files need no network either.
/// </summary>
internal static class AuditVerb
{
    public const int Clean = 0;
    public const int Deviations = 1;

    /// <summary>Not all was read, or the input is wrong: nothing can be said.</summary>
    public const int Incomplete = 2;

    public static Command Create()
    {
        var logs = new Option<string?>("--logs")
        {
            Description = "A folder with CloudTrail's files as S3 delivers them (gzip or plain, with all folders in it), or one file.",
        };
        var lookup = new Option<bool>("--lookup")
        {
            Description = "Ask CloudTrail itself, in the accounts and Regions of the settings, about the time from --since to --until.",
        };
        var settings = new Option<string?>("--settings")
        {
            Description = $"With --lookup: the settings file; {Settings.FileName} of this folder when it exists.",
        };
        var approved = new Option<string?>("--approved") { Description = "The approved list; without one, nothing is approved." };
        var registry = new Option<string?>("--registry") { Description = "A team's own queries, in the form of ours." };
        var json = new Option<bool>("--json") { Description = "Write one JSON document instead of tables." };
        var filter = new FilterArguments();
        var command = new Command(
            "audit",
            "Find changes of OAuth scopes and policies in CloudTrail. Ends with 0 clean, 1 deviations, 2 not complete or wrong."
        )
        {
            logs,
            lookup,
            settings,
            approved,
            registry,
            json,
        };
        filter.AddTo(command);
        command.SetAction((parsed, cancellation) => GuardedAsync(async () =>
        {
            var input =
                new AuditInput(parsed.GetValue(logs), parsed.GetValue(approved), parsed.GetValue(registry), filter.Read(parsed));
            var output = parsed.GetValue(json) ? Console.OpenStandardOutput() : null;
            if (input.Logs is null != parsed.GetValue(lookup))
                throw new LocalConfigurationException("Say one of --logs and --lookup: what is to be read.");
            if (input.Logs is not null)
                return await RunAsync(AnsiConsole.Console, output, input, cancellation);
            await using var live = LiveLookup.Open(Settings.Read(parsed.GetValue(settings)));
            return await live.RunAsync(AnsiConsole.Console, output, input, cancellation);
        }));
        return command;
    }

    /// <summary>Over log files.</summary>
    /// <param name="json">Gets the report as JSON; null: the console gets it.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="LocalConfigurationException">The input is wrong.</exception>
    public static Task<int> RunAsync(IAnsiConsole console, Stream? json, AuditInput input, CancellationToken cancellation)
    {
        var registry = QueryRegistry.Load(input.Registry);
        var folder = LogFolder.Open(input.Logs!);
        var subject = new AuditSubject(folder, null)
        {
            Size = folder.Logs.Sum(LogFolder.SizeOf),
            Source = progress => new LogFileSource(folder.Logs, Environment.ProcessorCount, progress),
        };
        return RunAsync(console, json, input, registry, subject, cancellation);
    }

    /// <inheritdoc cref="RunAsync(IAnsiConsole, Stream, AuditInput, CancellationToken)"/>
    public static async Task<int> RunAsync(
        IAnsiConsole console,
        Stream? json,
        AuditInput input,
        QueryRegistry registry,
        AuditSubject subject,
        CancellationToken cancellation
    )
    {
        RefuseUnknown(input.Filter.EventNames, registry);
        var approved = input.Approved is { } file ? ApprovedScopes.Load(file) : ApprovedScopes.None;
        var audit = new RecordAudit(registry, approved, input.Filter);
        AuditReport report;
        if (json is null)
        {
            report = await AuditConsole.WithProgressAsync(
                console, subject.Size, progress => audit.RunAsync([subject.Source(progress)], cancellation));
            foreach (var quoted in registry.Quoted.Where(each => input.Filter.EventNames.Contains(each.EventName, StringComparer.Ordinal)))
                console.MarkupLineInterpolated($"[yellow]{quoted.EventName}[/]: {quoted.Finding}");
            AuditConsole.Write(console, report, subject, input);
        }
        else
        {
            report = await audit.RunAsync([subject.Source(null)], cancellation);
            AuditJson.Write(json, report, subject, input.Filter);
        }
        return report.HasDeviations ? Deviations : report.IsClean ? Clean : Incomplete;
    }

    /// <summary>A name that no query looks for would find nothing, which could be taken for an answer.</summary>
    private static void RefuseUnknown(IReadOnlyList<string> eventNames, QueryRegistry registry)
    {
        if (eventNames.FirstOrDefault(name => !registry.EventNames.Contains(name)) is not { } unknown)
            return;
        throw new LocalConfigurationException(
            registry.Quoted.FirstOrDefault(quoted => quoted.EventName == unknown) is { } known
                ? $"--event {unknown}: {known.Finding} Perhaps you mean: {string.Join(", ", known.Instead)}."
                : $"--event {unknown}: no query looks for it. A team's own queries come with --registry.");
    }

    /// <summary>Whatever goes wrong is never taken for a finding: 1 is kept for deviations.</summary>
    private static async Task<int> GuardedAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw new LocalConfigurationException(e.Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or LocalConfigurationException))
        {
            await Console.Error.WriteLineAsync($"Failed: {e.Message}");
            return Incomplete;
        }
    }
}
