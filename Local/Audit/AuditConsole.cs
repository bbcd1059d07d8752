using System.Globalization;
using OAuthAttest.ScopeAudits;
using OAuthAttest.ScopeAudits.Detecting;
using OAuthAttest.Text;
using Spectre.Console;

namespace OAuthAttest.Local.Audit;

/// <summary>An audit on the console: what was found, what to do, and what the answer covers.</summary>
internal static class AuditConsole
{
    /// <summary>So many changes stand in the table; all of them are in the JSON.</summary>
    private const int MostRows = 100;

    private const int MostSteps = 20;
    private const int MostErrors = 20;
    private const int MostSpans = 60;
    private const int MostAccess = 3;

    /// <summary>So much of a text stands in the table; a policy's text may have 512 characters.</summary>
    private const int LongestText = 60;

    /// <param name="size">What the bar counts, in all.</param>
    public static Task<AuditReport> WithProgressAsync(IAnsiConsole console, long size, Func<IProgress<long>, Task<AuditReport>> run) =>
        console.Progress().AutoClear(true).StartAsync(context =>
            run(new Done(context.AddTask("Reading", maxValue: Math.Max(1, size)).IsIndeterminate(size == 0))));

    public static void Write(IAnsiConsole console, AuditReport report, AuditSubject subject, AuditInput input)
    {
        // What is approved, or failed without anybody being refused, is only counted.
        var shown = report.Findings
            .Where(each => each.Judgement.Verdict.IsDeviation())
            .OrderBy(each => Order(each.Judgement.Verdict))
            .ThenByDescending(each => each.Change.Severity)
            .ToList();
        if (shown.Count > 0)
            console.Write(Changes(shown));
        if (shown.Count > MostRows)
            console.MarkupLineInterpolated($"{shown.Count - MostRows:N0} more changes: --json has all of them.");
        Steps(console, shown);
        console.Write(subject.IsAsked ? AskedTable.Of(report.Certificate) : Covered(report));
        if (report.Certificate.NotEntered is { Count: > 0 } closed)
            console.MarkupLineInterpolated($"[yellow]not looked into[/] {string.Join(", ", closed)}");
        foreach (var error in report.Certificate.Errors.Take(MostErrors))
            console.MarkupLineInterpolated($"[red]not complete[/] {error}");
        if (report.Certificate.Errors.Count > MostErrors)
            console.MarkupLineInterpolated($"{report.Certificate.Errors.Count - MostErrors:N0} more of these: --json has them.");
        console.MarkupLineInterpolated($"{Sums(report, input)}");
        console.MarkupLine(Conclusion(report, subject, input.Filter));
    }

    private static Table Changes(List<AuditFinding> findings)
    {
        var table = new Table().Border(TableBorder.Rounded).ShowRowSeparators().Title("Changes of scopes and policies, not approved");
        table.AddColumn(new TableColumn("when (UTC), where").NoWrap());
        foreach (var title in (string[])["what", "by", "verdict"])
            table.AddColumn(title);
        foreach (var (change, judgement, _, _, _) in findings.Take(MostRows))
        {
            table.AddRow(
                Lines(Time(change.At), change.Account ?? "account unknown", change.Region ?? "Region unknown"),
                Lines(change.EventName, Short(change.Target), Access(change)),
                Lines(
                    Last(change.Actor.Principal, change.Account) ?? "unknown",
                    change.Actor.Session,
                    $"from {change.SourceAddress ?? "an unknown place"}",
                    change.Mfa.Value switch
                    {
                        Mfa.Yes => "with a second factor",
                        Mfa.No => "without a second factor",
                        _ => $"second factor not recorded: {change.Mfa.Reason}",
                    }
                ),
                $"[{Style(judgement.Verdict)}]{judgement.Verdict}[/] {change.Severity}\n{Markup.Escape(Short(judgement.Rule)!)}"
            );
        }
        return table;
    }

    private static void Steps(IAnsiConsole console, List<AuditFinding> shown)
    {
        var changed = shown.FindAll(each => each.Judgement.Verdict is Verdict.Deviation or Verdict.Expired);
        foreach (var (change, _, means, steps, _) in changed.OrderByDescending(each => each.Change.Severity).Take(MostSteps))
        {
            console.WriteLine();
            console.MarkupLineInterpolated($"[bold]{change.Severity}[/] {change.EventName} {change.Target} ({Time(change.At)} UTC)");
            console.MarkupLineInterpolated($"  {means}");
            for (var i = 0; i < steps.Count; i++)
            {
                console.MarkupLineInterpolated($"  {i + 1}. {steps[i].Text}{(steps[i].Changes ? " (changes something)" : "")}");
                // Past the console's wrapping: half a command is another command.
                if (steps[i].Command is { } command)
                    console.Profile.Out.Writer.WriteLine($"     {command}");
            }
        }
        if (changed.Count > MostSteps)
            console.MarkupLineInterpolated($"Steps for {changed.Count - MostSteps:N0} more: --json has them.");
        if (changed.Count > 0)
            console.WriteLine();
    }

    private static Table Covered(AuditReport report)
    {
        var certificate = report.Certificate;
        var table = new Table().Border(TableBorder.Rounded).Title("What was read");
        foreach (var title in (string[])["account", "Region", "records", "first (UTC)", "last (UTC)"])
            table.AddColumn(title);
        table.Columns[2].RightAligned();
        foreach (var span in certificate.Spans.Take(MostSpans))
        {
            table.AddRow(
                Markup.Escape(span.Account.Length > 0 ? span.Account : "not in the records"),
                Markup.Escape(span.Region.Length > 0 ? span.Region : "not in the records"),
                Number(span.Events),
                Time(span.First),
                Time(span.Last)
            );
        }
        if (certificate.Spans.Count > MostSpans)
            table.AddRow("", $"{Number(certificate.Spans.Count - MostSpans)} more", "", "", "");
        var (found, repeated) = (Number(certificate.Matched), Number(certificate.Repeated));
        var isAthena = certificate.Athena.Count > 0;
        table.Caption(Markup.Escape(
            $"{(isAthena ? "" : $"files {Number(certificate.Files)}, ")}records {Number(certificate.Records)}, "
                + $"no records {Number(certificate.Malformed)}; found by {Number(certificate.Queries)} queries {found}, "
                + $"delivered again {repeated}; {(isAthena ? Cost(certificate) : DigestWords.Of(certificate))}"
        ));
        return table;
    }

    private static string Cost(AuditCertificate certificate) =>
        $"Athena was asked {Number(certificate.Athena.Count)} questions and read "
        + $"{Number(certificate.Athena.Sum(each => each.ScannedBytes))} bytes for them; "
        + "digest files are not looked at: that no file was changed or taken away is not proved";

    private static string Sums(AuditReport report, AuditInput input)
    {
        var sums = Enum.GetValues<Verdict>()
            .OrderBy(Order)
            .Select(verdict => (Verdict: verdict, Count: report.Count(verdict)))
            .Where(each => each.Count > 0)
            .Select(each => $"{Word(each.Verdict)} {Number(each.Count)}")
            .ToList();
        var text = sums.Count > 0 ? $"Changes: {string.Join(", ", sums)}" : "No changes";
        var withheld = report.Withheld > 0 ? $"; {Number(report.Withheld)} more were left out by the filter" : "";
        return $"{text}{withheld}.{(input.Approved is null ? " There is no approved list: nothing is approved." : "")}";
    }

    private static string Conclusion(AuditReport report, AuditSubject subject, AuditFilter filter)
    {
        var others = report.Certificate.Others > 0 ? $" Files with other names, not read: {Number(report.Certificate.Others)}." : "";
        return report.HasDeviations ? $"[red]Not clean.[/]{(report.Certificate.IsComplete ? "" : " And not all was read.")}"
            : !report.IsClean ? "[yellow]Inconclusive[/]: not all was read, or there was nothing to read."
            : filter.IsEmpty ? $"[green]Clean[/], {subject.Words}.{others}"
            : $"[green]No deviation[/] among what the filter lets through.{others}";
    }

    private static string? Short(string? text) => text is null ? null : BriefText.Of(text, LongestText);

    private static string Lines(params string?[] lines) => string.Join('\n', lines.OfType<string>().Select(Markup.Escape));

    private static string Access(ScopeChange change) =>
        change.Access.Count == 0 ? "not in the record"
        : string.Join(", ", change.Access.Take(MostAccess).Select(Short))
            + (change.Access.Count > MostAccess ? $" and {Number(change.Access.Count - MostAccess)} more" : "");

    /// <summary>An ARN of the same account without what stands beside it anyway.</summary>
    private static string? Last(string? principal, string? account) =>
        principal?.Split(':', 6) is ["arn", _, _, _, var owner, var last] && owner == account ? last : principal;

    private static int Order(Verdict verdict) => verdict switch
    {
        Verdict.Deviation => 0,
        Verdict.Expired => 1,
        Verdict.Unknown => 2,
        Verdict.Denied => 3,
        Verdict.Failed => 4,
        _ => 5,
    };

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Deviation => "not approved",
        Verdict.Expired => "approved at another time",
        Verdict.Unknown => "not understood",
        Verdict.Denied => "refused by AWS",
        Verdict.Failed => "failed",
        _ => "approved",
    };

    private static string Style(Verdict verdict) => verdict is Verdict.Deviation or Verdict.Expired ? "red" : "yellow";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private sealed class Done(ProgressTask bar) : IProgress<long>
    {
        public void Report(long value) => bar.Increment(value);
    }
}
