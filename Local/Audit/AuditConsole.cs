using System.Globalization;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.ScopeAudits.Registry;
using Spectre.Console;

namespace OAuthAttest.Local.Audit;

/// <summary>An audit on the console: what was found, what to do, and what the answer covers.</summary>
internal static class AuditConsole
{
    /// <summary>So many changes stand in the table; all of them are in the JSON.</summary>
    private const int MostRows = 200;

    private const int MostSteps = 20;
    private const int MostErrors = 20;

    public static AuditReport WithProgress(IAnsiConsole console, IReadOnlyList<string> files, Func<IProgress<long>, AuditReport> run)
    {
        AuditReport? report = null;
        console.Progress().AutoClear(true).Start(context =>
        {
            var bar = context.AddTask("Reading", maxValue: Math.Max(1, files.Sum(file => new FileInfo(file).Length)));
            report = run(new Bytes(bar));
        });
        return report!;
    }

    public static void Write(IAnsiConsole console, AuditReport report, LogFolder folder, AuditInput input, QueryRegistry registry)
    {
        if (report.Findings.Count > 0)
            console.Write(Changes(report));
        if (report.Findings.Count > MostRows)
            console.MarkupLineInterpolated($"{report.Findings.Count - MostRows:N0} more changes: --json has all of them.");
        Steps(console, report);
        foreach (var quoted in registry.Quoted.Where(quoted => input.Filter.EventNames.Contains(quoted.EventName, StringComparer.Ordinal)))
            console.MarkupLineInterpolated($"[yellow]{quoted.EventName}[/]: {quoted.Finding}");
        console.Write(Covered(report, folder));
        foreach (var error in report.Certificate.Errors.Take(MostErrors))
            console.MarkupLineInterpolated($"[red]not read[/] {error}");
        console.MarkupLine(Markup.Escape(Sums(report, input)));
        console.MarkupLine(Conclusion(report));
    }

    private static Table Changes(AuditReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Changes of scopes and policies");
        foreach (var title in (string[])["when (UTC)", "what", "by", "second factor", "from", "access", "verdict"])
            table.AddColumn(title);
        // What nobody approved comes first.
        foreach (var finding in report.Findings.OrderBy(each => Order(each.Judgement.Verdict)).Take(MostRows))
        {
            var change = finding.Change;
            table.AddRow(
                Time(change.At),
                Markup.Escape($"{change.EventName} {change.Target}".TrimEnd()),
                Markup.Escape($"{change.Actor.Principal ?? "unknown"}{(change.Actor.Session is { } session ? $" ({session})" : "")}"),
                change.Mfa.Value switch
                {
                    Mfa.Yes => "yes",
                    Mfa.No => "[red]no[/]",
                    _ => Markup.Escape($"not recorded: {change.Mfa.Reason}"),
                },
                Markup.Escape($"{change.SourceAddress} {change.Account}/{change.Region}"),
                Markup.Escape(string.Join(", ", change.Access.Take(3)) + (change.Access.Count > 3 ? $" and {change.Access.Count - 3} more" : "")),
                $"[{Style(finding.Judgement.Verdict)}]{finding.Judgement.Verdict}[/] {Markup.Escape(finding.Judgement.Rule)}"
            );
        }
        return table;
    }

    private static void Steps(IAnsiConsole console, AuditReport report)
    {
        var shown = report.Findings.Where(each => each.Judgement.Verdict is Verdict.Deviation or Verdict.Expired).ToList();
        foreach (var finding in shown.OrderByDescending(each => each.Change.Severity).Take(MostSteps))
        {
            var change = finding.Change;
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{change.Severity}[/] {change.EventName} {change.Target} ({Time(change.At)} UTC)");
            console.MarkupLineInterpolated($"  {finding.Means}");
            for (var i = 0; i < finding.Steps.Count; i++)
            {
                console.MarkupLineInterpolated($"  {i + 1}. {finding.Steps[i].Text}");
                if (finding.Steps[i].Command is { } command)
                    console.MarkupLineInterpolated($"     {command}");
            }
        }
        if (shown.Count > MostSteps)
            console.MarkupLineInterpolated($"Steps for {shown.Count - MostSteps:N0} more: --json has them.");
    }

    private static Table Covered(AuditReport report, LogFolder folder)
    {
        var certificate = report.Certificate;
        var table = new Table().Border(TableBorder.Rounded).Title("What was read");
        foreach (var title in (string[])["account", "Region", "events", "first (UTC)", "last (UTC)"])
            table.AddColumn(title);
        foreach (var span in certificate.Spans)
        {
            table.AddRow(
                Markup.Escape(span.Account.Length > 0 ? span.Account : "not in the records"),
                Markup.Escape(span.Region.Length > 0 ? span.Region : "not in the records"),
                span.Events.ToString("N0", CultureInfo.InvariantCulture),
                span.First is { } first ? Time(first) : "unknown",
                span.Last is { } last ? Time(last) : "unknown"
            );
        }
        table.Caption(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{certificate.Files:N0} files, {certificate.Records:N0} records, {certificate.Matched:N0} of {certificate.Queries} queries, "
                    + $"{certificate.Repeated:N0} of them repeated; {folder.Digests.Count:N0} digest files and {folder.Others:N0} others not read"
            )
        );
        return table;
    }

    private static string Sums(AuditReport report, AuditInput input)
    {
        var sums = Enum.GetValues<Verdict>().Select(verdict => (verdict, count: report.Count(verdict))).Where(each => each.count > 0);
        var text = string.Join(", ", sums.Select(each => string.Create(CultureInfo.InvariantCulture, $"{each.count:N0} {each.verdict}")));
        var withheld = report.Withheld > 0
            ? string.Create(CultureInfo.InvariantCulture, $"; {report.Withheld:N0} more were left out by the filter")
            : "";
        var list = input.Approved is null ? " There is no approved list: nothing is approved." : "";
        return $"{(text.Length > 0 ? text : "No change")}{withheld}.{list}";
    }

    private static string Conclusion(AuditReport report) =>
        report.HasDeviations ? "[red]Not clean.[/]" + (report.Certificate.IsComplete ? "" : " And not all was read.")
        : report.IsClean ? "[green]Clean[/], of what was read."
        : "[yellow]Inconclusive[/]: not all was read, or there was nothing to read.";

    private static int Order(Verdict verdict) => verdict switch
    {
        Verdict.Deviation => 0,
        Verdict.Expired => 1,
        Verdict.Unknown => 2,
        Verdict.Denied => 3,
        Verdict.Failed => 4,
        _ => 5,
    };

    private static string Style(Verdict verdict) => verdict switch
    {
        Verdict.Approved => "green",
        Verdict.Deviation or Verdict.Expired => "red",
        _ => "yellow",
    };

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private sealed class Bytes(ProgressTask bar) : IProgress<long>
    {
        public void Report(long value) => bar.Increment(value);
    }
}
