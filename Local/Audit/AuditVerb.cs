using System.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Approvals;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using Spectre.Console;

namespace OAuthAttest.Local.Audit;

/// <summary>
/// Looks through CloudTrail's log files for changes of OAuth scopes and policies, and compares them with an approved list. Needs neither a
/// database nor a network.
/// </summary>
internal static class AuditVerb
{
    public const int Clean = 0;
    public const int Deviations = 1;

    /// <summary>Not all was read, or the input is wrong: nothing can be said.</summary>
    public const int Incomplete = 2;

    public static Command Create()
    {
        var logs = new Option<string>("--logs")
        {
            Description = "A folder with CloudTrail's files as S3 delivers them (gzip or plain, with all folders in it), or one file.",
            Required = true,
        };
        var approved = new Option<string?>("--approved") { Description = "The approved list; without one, nothing is approved." };
        var registry = new Option<string?>("--registry") { Description = "A team's own queries, in the form of ours." };
        var json = new Option<bool>("--json") { Description = "Write one JSON document instead of tables." };
        var filter = new FilterArguments();
        var command = new Command(
            "audit",
            "Find changes of OAuth scopes and policies in CloudTrail's log files. Ends with 0 clean, 1 deviations, 2 not complete or wrong."
        )
        {
            logs,
            approved,
            registry,
            json,
        };
        filter.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.FromResult(
            Guarded(() => Run(
                AnsiConsole.Console,
                parsed.GetValue(json) ? Console.OpenStandardOutput() : null,
                new AuditInput(parsed.GetValue(logs)!, parsed.GetValue(approved), parsed.GetValue(registry), filter.Read(parsed)),
                cancellation
            ))
        ));
        return command;
    }

    /// <param name="json">Gets the report as JSON; null: the console gets it.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="LocalConfigurationException">The input is wrong.</exception>
    public static int Run(IAnsiConsole console, Stream? json, AuditInput input, CancellationToken cancellation)
    {
        var registry = QueryRegistry.Load(input.Registry);
        RefuseUnknown(input.Filter.EventNames, registry);
        var approved = input.Approved is { } file ? ApprovedScopes.Load(file) : ApprovedScopes.None;
        var folder = LogFolder.Open(input.Logs);
        var audit = new LogAudit(registry, approved, input.Filter, Environment.ProcessorCount);
        AuditReport report;
        if (json is null)
        {
            report = AuditConsole.WithProgress(console, folder.Logs, bytes => audit.Run(folder.Logs, bytes, cancellation));
            foreach (var quoted in registry.Quoted.Where(each => input.Filter.EventNames.Contains(each.EventName, StringComparer.Ordinal)))
                console.MarkupLineInterpolated($"[yellow]{quoted.EventName}[/]: {quoted.Finding}");
            AuditConsole.Write(console, report, folder, input);
        }
        else
        {
            report = audit.Run(folder.Logs, progress: null, cancellation);
            AuditJson.Write(json, report, folder, input.Filter);
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
    private static int Guarded(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw new LocalConfigurationException(e.Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or LocalConfigurationException))
        {
            Console.Error.WriteLine($"Failed: {e.Message}");
            return Incomplete;
        }
    }
}

/// <param name="Logs">The folder or the file.</param>
/// <param name="Approved">The approved list; null: nothing is approved.</param>
/// <param name="Registry">A team's own queries.</param>
internal sealed record AuditInput(string Logs, string? Approved, string? Registry, AuditFilter Filter);
