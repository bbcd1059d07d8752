using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Grants;
using Spectre.Console;

namespace OAuthAttest.Local.Reporting;

/// <summary>The coverage report as tables in a terminal.</summary>
internal static class CampaignReportTables
{
    public static void Write(IAnsiConsole console, CampaignReport report)
    {
        console.Write(new Rule($"[bold]Coverage of campaign {Markup.Escape(report.Campaign)}[/]").LeftJustified());
        console.Write(ByClass(report));
        console.Write(Facts(report));
        if (report.ChangedGrants.Count > 0)
            console.Write(Changed(report));
        if (report.RiskiestKept.Count > 0)
            console.Write(RiskiestKept(report));
    }

    private static Table ByClass(CampaignReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Risk");
        foreach (var heading in (string[])["Attested", "Remove", "Unanswered", "Unreachable", "Changed", "Sum"])
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var row in report.ByRisk)
            table.AddRow(Cells(Coloured(row.Risk), row.Classes));
        table.AddEmptyRow();
        return table.AddRow(Cells("[bold]All[/]", report.Classes));
    }

    private static string[] Cells(string heading, ClassNumbers numbers) =>
        [
            heading,
            Number(numbers.Attested),
            Number(numbers.Remove),
            Number(numbers.Unanswered),
            Number(numbers.Unreachable),
            Number(numbers.Changed),
            Number(numbers.Sum),
        ];

    private static Table Facts(CampaignReport report)
    {
        var decided = report.Population.Grants == 0 ? 1 : (double)report.Classes.Decided / report.Population.Grants;
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("Fact", "Value");
        table.AddRow(
            "Population",
            $"{report.Population.Grants} grants of {report.Population.People} people, {report.Population.Apps} apps"
        );
        table.AddRow("Population digest", report.Population.Digest);
        if (report.Scope is { Filter: { } filter } scope)
        {
            table.AddRow("Filtered", Markup.Escape(filter));
            table.AddRow(
                "Outside the filter",
                $"{scope.OutsideFilter} of {scope.ActiveGrants} active grants, {scope.UnownedOutside} of them no person's own"
            );
        }
        table.AddRow("Decided by somebody", $"{decided:P1} of the campaign's grants");
        table.AddRow(
            "People",
            $"{report.Users.Complete} complete, {report.Users.Partial} partial, {report.Users.Silent} silent, {report.Users.Unreachable} "
                + "unreachable"
        );
        if (report.Users.NeverAsked > 0)
            table.AddRow("Never asked", $"{report.Users.NeverAsked} of the unreachable: their question did not go out before the cut-off");
        if (report.Orchestrations.Failed > 0)
        {
            table.AddRow(
                "Interrupted",
                $"processes failed {report.Orchestrations.Failed} times, started again {report.Orchestrations.Revived} times"
            );
        }
        table.AddRow(
            "Without an owner",
            $"{report.OrphanGrants} orphan, {report.TenantWideGrants} tenant-wide, {report.ApplicationGrants} application"
        );
        if (report.NarrowedGrants > 0)
            table.AddRow("Kept with less", $"{report.NarrowedGrants} of the attested");
        table.AddRow("Not recognised", Number(report.NotRecognisedGrants));
        table.AddRow(
            "Worklist",
            $"{report.Worklist.Size} grants listed for removal, "
                + (report.Worklist.Narrowed == 0 ? "" : $"{report.Worklist.Narrowed} of them only of some permissions, ")
                + $"{report.Worklist.State}{(report.Worklist.DecidedBy is { } who ? $" by {Markup.Escape(who)}" : "")}"
        );
        foreach (var reason in report.Worklist.HoldReasons)
            table.AddRow("Held because", Markup.Escape(reason));
        foreach (var excluded in report.Exclusions)
            table.AddRow("Excluded", $"{excluded.Grants}: {Markup.Escape(excluded.Reason)}");
        foreach (var source in report.NotEvaluated)
            table.AddRow("Not evaluated", $"{Markup.Escape(source.Source)}: {source.Grants} grants");
        return table;
    }

    private static Table Changed(CampaignReport report)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title("Kept grants that may do more now")
            .AddColumns("Risk", "App", "Must decide", "New");
        foreach (var changed in report.ChangedGrants)
        {
            table.AddRow(
                Coloured(changed.Risk),
                Markup.Escape(changed.App),
                Markup.Escape(changed.MustDecide),
                Markup.Escape(string.Join(' ', changed.NewScopes))
            );
        }
        return table;
    }

    private static Table RiskiestKept(CampaignReport report)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .Title("Riskiest grants that were kept")
            .AddColumns("Risk", "App", "It can", "Reason given");
        foreach (var kept in report.RiskiestKept)
            table.AddRow(Coloured(kept.Risk), Markup.Escape(kept.App), Markup.Escape(kept.WorstAbility), Markup.Escape(kept.Reason ?? ""));
        return table;
    }

    private static string Coloured(Risk risk) => risk switch
    {
        Risk.Critical => "[red bold]Critical[/]",
        Risk.High => "[red]High[/]",
        Risk.Medium => "[yellow]Medium[/]",
        _ => "[green]Low[/]",
    };

    private static string Number(long value) => value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
