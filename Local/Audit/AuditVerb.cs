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
/// Looks through CloudTrail's log files, a table over them, or its history of events, for changes of OAuth scopes and policies, and
/// compares them with an approved list. Needs no database; files need no network either.
/// </summary>
internal static class AuditVerb
{
    public const int Clean = 0;
    public const int Deviations = 1;

    /// <summary>Not all was read, or the input is wrong: nothing can be said.</summary>
    public const int Incomplete = 2;

    public static Command Create()
    {
        var approved = new Option<string?>("--approved") { Description = "The approved list; without one, nothing is approved." };
        var registry = new Option<string?>("--registry") { Description = "A team's own queries, in the form of ours." };
        var json = new Option<bool>("--json") { Description = "Write one JSON document instead of tables." };
        var (source, filter) = (new SourceArguments(), new FilterArguments());
        var command = new Command(
            "audit",
            "Find changes of OAuth scopes and policies in CloudTrail. Ends with 0 clean, 1 deviations, 2 not complete or wrong."
        )
        {
            approved,
            registry,
            json,
        };
        source.AddTo(command);
        filter.AddTo(command);
        command.SetAction((parsed, cancellation) => GuardedAsync(parsed.InvocationConfiguration.Error, async () =>
        {
            var choice = source.Read(parsed);
            var input = new AuditInput(choice.Logs, parsed.GetValue(approved), parsed.GetValue(registry), filter.Read(parsed));
            var output = parsed.GetValue(json) ? Console.OpenStandardOutput() : null;
            return await RunAsync(Terminal.Of(parsed).Screen, choice, input, output, cancellation);
        }));
        return command;
    }

    private static async Task<int> RunAsync(
        IAnsiConsole console, SourceChoice choice, AuditInput input, Stream? output, CancellationToken cancellation)
    {
        if (choice.Logs is not null)
            return await RunAsync(console, output, input, cancellation);
        var settings = Settings.Read(choice.Settings);
        if (choice.Bucket is { } name)
        {
            await using var bucket = LiveBucket.Open(settings, name, choice.Prefix);
            return await bucket.RunAsync(console, output, input, cancellation);
        }
        if (choice.IsAthena)
        {
            await using var athena = LiveAthena.Open(settings);
            return await athena.RunAsync(console, output, input, cancellation);
        }
        await using var lookup = LiveLookup.Open(settings);
        return await lookup.RunAsync(console, output, input, cancellation);
    }

    /// <summary>Over log files.</summary>
    /// <param name="json">Gets the report as JSON; null: the console gets it.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="LocalConfigurationException">The input is wrong.</exception>
    public static Task<int> RunAsync(IAnsiConsole console, Stream? json, AuditInput input, CancellationToken cancellation)
    {
        var registry = QueryRegistry.Load(input.Registry);
        var folder = LogFolder.Open(input.Logs!);
        var subject = new AuditSubject
        {
            Words = "of what was read",
            Size = folder.Logs.Sum(LogFolder.SizeOf),
            Source = progress => new LogFileSource(folder, Environment.ProcessorCount, progress),
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
            AuditJson.Write(json, report, input.Filter);
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
    private static async Task<int> GuardedAsync(TextWriter errors, Func<Task<int>> run)
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
            await errors.WriteLineAsync($"Failed: {e.Message}");
            return Incomplete;
        }
    }
}
