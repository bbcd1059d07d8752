using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.CommandLine;
using OAuthAttest.Local.Configuration;
using OAuthAttest.Local.Rehearse;

namespace OAuthAttest.Local.Sync;

/// <summary>Reads the inventory of the configured providers now, as the timer does.</summary>
internal static class SyncVerb
{
    /// <summary>How often a run that another process carries out is looked at.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var database = new DatabaseArguments();
        var only = new Option<string[]>("--source")
        {
            Description = "Only these sources; all that are configured unless said otherwise.",
            AllowMultipleArgumentsPerToken = true,
        };
        var settings = new Option<string?>("--settings")
        {
            Description = $"The settings file; {Settings.FileName} of this folder when it exists.",
        };
        var command = new Command("sync", "Read the inventory from the configured providers, live: all of a source, or nothing.")
        {
            only,
            settings,
        };
        database.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var values = Settings.Read(parsed.GetValue(settings));
            await using var opened = await database.OpenMigratedAsync(parsed, values, cancellation);
            await using var services = RehearseVerb.BuildServices(values, opened.ConnectionString);
            return await RunAsync(services, Terminal.Of(parsed), parsed.GetValue(only) ?? [], cancellation) ? 0 : VerbRunner.Failed;
        });
        return command;
    }

    /// <returns>Whether every source was synced.</returns>
    internal static async Task<bool> RunAsync(
        IServiceProvider services, Terminal terminal, IReadOnlyList<string> only, CancellationToken cancellation)
    {
        var sync = services.GetRequiredService<InventorySync>();
        if (sync.Sources.Count == 0)
            throw new LocalConfigurationException(SyncConsole.NothingConfigured);
        if (only.FirstOrDefault(source => !sync.Sources.Contains(source, StringComparer.Ordinal)) is { } unknown)
        {
            throw new LocalConfigurationException(
                $"--source {unknown} is none of those that are configured: {string.Join(", ", sync.Sources)}."
            );
        }
        var sources = only.Count > 0 ? only : sync.Sources;
        var runs = services.GetRequiredService<InventoryRuns>();
        var clock = services.GetRequiredService<TimeProvider>();
        var console = new SyncConsole(terminal);
        var ended = await console.WithProgressAsync(
            sources,
            (source, progress) => SyncAsync(sync, runs, source, clock, progress, cancellation)
        );
        console.Write(ended);
        return ended.All(run => run.State == RunState.Succeeded);
    }

    private static async Task<InventoryRun> SyncAsync(
        InventorySync sync,
        InventoryRuns runs,
        string source,
        TimeProvider clock,
        IProgress<SyncProgress> progress,
        CancellationToken cancellation
    )
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"local-{source}-{clock.GetUtcNow().UtcTicks}-{Environment.ProcessId}");
        long? run = null;
        while (run is null)
        {
            var begun = await sync.BeginAsync(new BeginSync(source, "local", key), cancellation);
            run = begun.RunId;
            if (run is null)
                await Task.Delay(LookEvery, cancellation);
        }
        while (true)
        {
            var step = await sync.AdvanceAsync(run.Value, progress: progress, cancellation: cancellation);
            if (step.IsOver)
                return await runs.FindAsync(run.Value, cancellation) ?? throw new InvalidOperationException("The run is gone.");
            if (step.ResumeAt is { } again && again - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero)
                await Task.Delay(wait, cancellation);
        }
    }
}
