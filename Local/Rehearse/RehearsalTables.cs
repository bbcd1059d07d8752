using System.Globalization;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Campaigns.Rehearsing;
using Spectre.Console;

namespace OAuthAttest.Local.Rehearse;

/// <summary>A rehearsal's report as tables.</summary>
internal static class RehearsalTables
{
    public static void Write(IAnsiConsole console, RehearsalReport report)
    {
        console.Write(new Rule($"[bold]Rehearsal of campaign {Markup.Escape(report.Campaign)}[/]").LeftJustified());
        console.Write(Facts(report));
        console.Write(Worklists(report));
        if (report.LargestLists.Count > 0)
        {
            console.Write(
                People("Longest lists", report.LargestLists.Select(person => (person.Name ?? person.Key, Number(person.Grants))))
            );
        }
        if (report.UnreachablePeople.Count > 0)
        {
            console.Write(
                People(
                    "Cannot be reached",
                    report.UnreachablePeople.Select(person =>
                        (person.Name ?? person.Email ?? person.Key, UnreachableReason.InWords(person.Reason, person.SlackIds)))
                )
            );
        }
        if (report.Directory is { } directory)
        {
            var style = directory.Basis == DirectoryBasis.ReadNow ? "green" : "yellow";
            console.MarkupLine($"[{style}]{Markup.Escape(directory.Note)}[/]");
        }
        foreach (var problem in report.Problems)
            console.MarkupLine($"[red]The campaign would not start: {Markup.Escape(problem)}[/]");
        console.MarkupLine(report.Directory is { Basis: DirectoryBasis.ReadNow }
            ? "Nothing was sent, and nothing was written but the copy of Slack's list of people."
            : "Nothing was sent and nothing was written.");
    }

    private static Table Facts(RehearsalReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("Fact", "Value");
        table.AddRow(
            "Population",
            $"{Number(report.Population.Grants)} grants of {Number(report.Population.People)} people, {Number(report.Population.Apps)} apps"
        );
        if (report.Scope is { Filter: { } filter } scope)
        {
            table.AddRow(
                "Filtered",
                Markup.Escape(
                    $"{filter}; outside: {Number(scope.OutsideFilter ?? 0)} of {Number(scope.ActiveGrants ?? 0)} active grants, "
                        + $"{Number(scope.UnownedOutside ?? 0)} of them no person's own"
                )
            );
        }
        table.AddRow("Messages", Number(report.Messages));
        foreach (var risk in report.ByRisk)
            table.AddRow(Markup.Escape($"{risk.Risk} risk"), Number(risk.Grants));
        table.AddRow(
            "Without an owner",
            $"{Number(report.OrphanGrants)} orphan, {Number(report.TenantWideGrants)} tenant-wide, {Number(report.ApplicationGrants)} "
                + "application"
        );
        table.AddRow("Cannot be reached", $"{Number(report.Unreachable)} people");
        foreach (var excluded in report.Exclusions)
            table.AddRow("Excluded", Markup.Escape($"{Number(excluded.Grants)}: {excluded.Reason}"));
        foreach (var source in report.NotEvaluated)
        {
            table.AddRow(
                "[red]Not evaluated[/]",
                Markup.Escape(
                    $"{source.Source}: {Number(source.Grants)} grants, last read {source.LastSucceededAt?.ToString("u") ?? "never"} "
                        + $"{source.Failure}"
                )
            );
        }

        return table;
    }

    private static Table Worklists(RehearsalReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("If", "Listed for removal", "The breaker");
        AddWorklist(table, "nobody answered", report.AllSilent);
        if (report.SameAnswersAsLastTime is { } last)
            AddWorklist(table, "everybody answered as last time", last);
        return table;
    }

    private static void AddWorklist(Table table, string when, ProjectedWorklist list) =>
        table.AddRow(
            when,
            Number(list.Size),
            list.HoldReasons.Count == 0 ? "would let it go" : Markup.Escape($"would hold it: {string.Join("; ", list.HoldReasons)}")
        );

    private static Table People(string title, IEnumerable<(string Name, string Value)> people)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(title).HideHeaders().AddColumns("Name", "Value");
        foreach (var (name, value) in people)
            table.AddRow(Markup.Escape(name), Markup.Escape(value));
        return table;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
