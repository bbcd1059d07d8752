using System.Diagnostics;
using System.Globalization;
using OAuthAttest.Grants.Import;
using OAuthAttest.Local.CommandLine;
using Spectre.Console;

namespace OAuthAttest.Local.Import;

/// <summary>What an import shows.</summary>
internal sealed class ImportConsole(Terminal terminal)
{
    private readonly IAnsiConsole screen = terminal.Screen;

    public async Task<ImportResult> WithProgressAsync(string source, Func<IProgress<ImportProgress>, Task<ImportResult>> import)
    {
        ImportResult? result = null;
        await screen
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new SpinnerColumn()
            )
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(source), maxValue: 1);
                result = await import(new Bar(task, source));
                task.Value = task.MaxValue;
                task.IsIndeterminate = false;
            });
        return result!;
    }

    public void Write(ImportResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape($"{result.Source} ({result.Provider})"));
        table.AddColumn("");
        foreach (var title in (string[])["read", "new", "changed", "unchanged", "vanished"])
            table.AddColumn(new TableColumn(title).RightAligned());
        AddRow(table, "accounts", result.Users);
        AddRow(table, "apps", result.Apps);
        AddRow(table, "grants", result.Grants);
        screen.Write(table);
        if (result.OrphanGrants > 0)
            screen.MarkupLine($"[yellow]{Number(result.OrphanGrants)} grants are of accounts that no roster lists (orphans).[/]");
        if (result.WasRetired)
            screen.MarkupLine("[yellow]The source had been retired: this reading brought it back.[/]");
        if (result.OthersOfProvider.Count > 0)
        {
            screen.MarkupLineInterpolated(
                $"[yellow]'{result.Source}' is a new source of {result.Provider}, beside {string.Join(", ", result.OthersOfProvider)}.[/]"
            );
            screen.MarkupLineInterpolated(
                $"[yellow]If the name is mistyped: import --retire {result.Source} --reason \"mistyped\"[/]"
            );
        }
    }

    public void Done(string text) => screen.WriteLine(text);

    /// <summary>One line per error, without colours or wrapping, so that the output can be searched and counted.</summary>
    public void WriteErrors(InventoryRejectedException rejected)
    {
        terminal.Errors.WriteLine(rejected.Message);
        foreach (var error in rejected.Errors)
            terminal.Errors.WriteLine($"  {Printable(error.ToString())}");
        if (rejected.ErrorCount > rejected.Errors.Count)
            terminal.Errors.WriteLine($"  … and {rejected.ErrorCount - rejected.Errors.Count} more");
    }

    private static void AddRow(Table table, string name, ImportCounts counts) =>
        table.AddRow(
            name,
            Number(counts.Read),
            Number(counts.Added),
            Number(counts.Changed),
            Number(counts.Unchanged),
            Number(counts.Vanished)
        );

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Removes control characters of a file's text, which could control the terminal.</summary>
    private static string Printable(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    private sealed class Bar(ProgressTask task, string source) : IProgress<ImportProgress>
    {
        private readonly long started = Stopwatch.GetTimestamp();

        public void Report(ImportProgress value)
        {
            var rate = value.Grants / Math.Max(0.001, Stopwatch.GetElapsedTime(started).TotalSeconds);
            task.Description = Markup.Escape(
                $"{source}: {Number(value.Users)} accounts, {Number(value.Apps)} apps, {Number(value.Grants)} grants, "
                    + $"{Number((long)rate)}/s"
            );
            task.IsIndeterminate = value.BytesTotal == 0;
            task.MaxValue = Math.Max(1, value.BytesTotal);
            task.Value = value.BytesRead;
        }
    }
}
