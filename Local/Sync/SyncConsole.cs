using System.Globalization;
using OAuthAttest.Identity.Access;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.CommandLine;
using Spectre.Console;

namespace OAuthAttest.Local.Sync;

/// <summary>What a sync shows.</summary>
internal sealed class SyncConsole(Terminal terminal)
{
    /// <summary>What to set, when nothing is.</summary>
    public static string NothingConfigured { get; } = string.Join(
        Environment.NewLine,
        [
            "No provider is configured to be synced. Set what one of them needs (docs/configuration.md), or import an export:",
            Missing(
                nameof(SyncOptions.Entra),
                [nameof(EntraConnection.TenantId)],
                $"with {nameof(EntraConnection.ClientId)} and {nameof(EntraConnection.ClientSecret)} where the host has no identity"
            ),
            Missing(nameof(SyncOptions.Google), [nameof(GoogleConnection.ServiceAccountKey), nameof(GoogleConnection.Subject)]),
            Missing(nameof(SyncOptions.Okta), [nameof(OktaConnection.BaseUrl), nameof(OktaConnection.ApiToken)]),
            Missing(
                nameof(SyncOptions.Postgres),
                [
                    nameof(SyncedQuery.Sql), nameof(SyncedQuery.ConnectionName), nameof(SyncedQuery.MappingFile),
                    nameof(SyncedQuery.Source), nameof(SyncedQuery.Provider),
                ]
            ),
        ]
    );

    public async Task<IReadOnlyList<InventoryRun>> WithProgressAsync(
        IReadOnlyList<string> sources,
        Func<string, IProgress<SyncProgress>, Task<InventoryRun>> sync
    )
    {
        IReadOnlyList<InventoryRun> ended = [];
        await terminal.Screen
            .Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                ended = await Task.WhenAll(sources.Select(async source =>
                {
                    var task = context.AddTask(Markup.Escape(source), maxValue: 1);
                    task.IsIndeterminate = true;
                    var run = await sync(source, new Bar(task, source));
                    task.IsIndeterminate = false;
                    task.Value = 1;
                    return run;
                }));
            });
        return ended;
    }

    public void Write(IReadOnlyList<InventoryRun> runs)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Inventory");
        table.AddColumn(new TableColumn("source").NoWrap());
        table.AddColumn(new TableColumn("sync").NoWrap());
        foreach (var title in (string[])["accounts", "apps", "grants", "new", "changed", "vanished"])
            table.AddColumn(new TableColumn(title).RightAligned());
        foreach (var run in runs)
        {
            table.AddRow(
                Markup.Escape(run.Source),
                run.State == RunState.Succeeded ? "succeeded" : "[red]failed[/]",
                Number(run.Users),
                Number(run.Apps),
                Number(run.Grants),
                Number(run.GrantsAdded),
                Number(run.GrantsChanged),
                Number(run.GrantsVanished)
            );
        }
        terminal.Screen.Write(table);
        foreach (var run in runs)
        {
            foreach (var note in run.Notes)
                terminal.Screen.WriteLine($"{run.Source}: {note}");
            if (run.Error is { } error)
                terminal.Errors.WriteLine($"{run.Source}: nothing was changed. {error}");
        }
    }

    private static string Missing(string provider, string[] keys, string? also = null) =>
        $"  {string.Join(", ", keys.Select(key => $"{SyncOptions.Section}:{provider}:{key}"))}{(also is null ? "" : $" ({also})")}";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private sealed class Bar(ProgressTask task, string source) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value) =>
            task.Description = Markup.Escape(
                $"{source}: {(value.IsMerging ? "merging" : "reading")}, {Number(value.Calls)} answers, {Number(value.Users)} accounts, "
                    + $"{Number(value.Grants)} grants"
            );
    }
}
