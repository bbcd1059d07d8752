using System.Diagnostics;
using System.Globalization;
using OAuthAttest.Grants.Import;
using Spectre.Console;

namespace OAuthAttest.Local.Import;

/// <summary>The console output of an import.</summary>
internal static class ImportConsole
{
    public static async Task<ImportResult> WithProgressAsync(string source, Func<IProgress<ImportProgress>, Task<ImportResult>> import)
    {
        ImportResult? result = null;
        await AnsiConsole
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

    public static void Write(ImportResult result)
    {
        var table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape($"{result.Source} ({result.Provider})"));
        table.AddColumn("");
        foreach (var title in (string[])["read", "new", "changed", "unchanged", "vanished"])
            table.AddColumn(new TableColumn(title).RightAligned());
        AddRow(table, "accounts", result.Users);
        AddRow(table, "apps", result.Apps);
        AddRow(table, "grants", result.Grants);
        AnsiConsole.Write(table);
        if (result.OrphanGrants > 0)
            AnsiConsole.MarkupLine($"[yellow]{Number(result.OrphanGrants)} grants are of accounts that no roster lists (orphans).[/]");
        if (result.WasRetired)
            AnsiConsole.MarkupLine("[yellow]The source had been retired: this reading brought it back.[/]");
        if (result.OthersOfProvider.Count > 0)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"[yellow]'{result.Source}' is a new source of {result.Provider}, beside {string.Join(", ", result.OthersOfProvider)}.[/]"
            );
            AnsiConsole.MarkupLineInterpolated(
                $"[yellow]If the name is mistyped: import --retire {result.Source} --reason \"mistyped\"[/]"
            );
        }
    }

    public static void Done(string text) => AnsiConsole.WriteLine(text);

    /// <summary>One line per error, without colours or wrapping, so that the output can be searched and counted.</summary>
    public static void WriteErrors(InventoryRejectedException rejected)
    {
        Console.Error.WriteLine(rejected.Message);
        foreach (var error in rejected.Errors)
            Console.Error.WriteLine($"  {Printable(error.ToString())}");
        if (rejected.ErrorCount > rejected.Errors.Count)
            Console.Error.WriteLine($"  … and {rejected.ErrorCount - rejected.Errors.Count} more");
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
