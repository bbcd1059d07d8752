using System.CommandLine;
using System.Diagnostics;
using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Import;
using OAuthAttest.Grants.Import.Mapped;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Persistence;
using Spectre.Console;

namespace OAuthAttest.Bench.Inventory;

/// <summary>
/// Import of a million grants from a CSV file (read, checked, resolved, rated, digested, keyed, with evidence), compared with COPY of
/// the same file into a table without keys or indexes. Both are measured in turn on one private cluster with fsync on.
/// </summary>
internal static class ImportBench
{
    public static Command Command()
    {
        var grants = new Option<int>("--grants") { Description = "How many grants.", DefaultValueFactory = _ => 1_000_000 };
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often each pair is measured; the medians are printed.",
            DefaultValueFactory = _ => 3,
        };
        var command = new Command("import", "Import of a million grants against a bare COPY of the same file.") { grants, rounds };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(grants), parsed.GetValue(rounds), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int grants, int rounds, CancellationToken cancellation)
    {
        using var files = new GrantFiles();
        var warmUp = files.Write(100_000);
        var file = files.Write(grants);
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        await MeasureAsync(cluster, "warm_up", warmUp, cancellation);
        var measured = new List<Round>();
        for (var round = 1; round <= rounds; round++)
        {
            measured.Add(await MeasureAsync(cluster, $"round_{round}", file, cancellation));
            AnsiConsole.MarkupLineInterpolated($"[grey]round {round}: {measured[^1]}[/]");
        }
        Write(grants, measured);
        return 0;
    }

    private static async Task<Round> MeasureAsync(PrivateCluster cluster, string database, string file, CancellationToken cancellation)
    {
        await using (var admin = NpgsqlDataSource.Create(cluster.ConnectionString))
            await ExecuteAsync(admin, $"CREATE DATABASE {database}", cancellation);
        await DatabaseMigration.MigrateAsync(cluster.ConnectionStringFor(database), cancellation);
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionStringFor(database));
        await ExecuteAsync(source, GrantFiles.BareTable, cancellation);

        var copy = await TimeAsync(source, () => GrantFiles.CopyAsync(source, file, cancellation), cancellation);
        // Collect the garbage of earlier work first, so that it does not count here.
        GC.Collect();
        var cpu = Environment.CpuUsage.TotalTime;
        var import = await TimeAsync(source, () => ImportAsync(source, file, cancellation), cancellation);
        var importCpu = Environment.CpuUsage.TotalTime - cpu;
        var again = await TimeAsync(source, () => ImportAsync(source, file, cancellation), cancellation);
        return new Round(copy, import, importCpu, again);
    }

    private static Task<ImportResult> ImportAsync(NpgsqlDataSource source, string file, CancellationToken cancellation) =>
        new InventoryImport(source, ScopeDictionary.Embedded.RiskOf, TimeProvider.System)
            .ImportAsync(new CsvInventoryReader(file, GrantFiles.Mapping, "entra", ProviderName.Entra), cancellation: cancellation);

    private static async Task<TimeSpan> TimeAsync(NpgsqlDataSource source, Func<Task> work, CancellationToken cancellation)
    {
        // Checkpoint, so that neither side pays for writing the pages that the other one changed.
        await ExecuteAsync(source, "CHECKPOINT", cancellation);
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static void Write(int grants, List<Round> rounds)
    {
        var copy = Median(rounds, round => round.Copy);
        var table = new Table().AddColumns($"{grants:N0} grants", "Seconds", "Grants/s", "Share of the bare rate");
        Add(table, "COPY into a bare table", grants, copy, copy);
        Add(table, "import, first time", grants, Median(rounds, round => round.Import), copy);
        Add(table, "import, nothing changed", grants, Median(rounds, round => round.Again), copy);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        AnsiConsole.MarkupInterpolated($"{Environment.ProcessorCount} processors, fsync on, median of {rounds.Count}; ");
        AnsiConsole.MarkupLineInterpolated($"peak memory of the importing process {peak} MiB");
        AnsiConsole.Write(table);
    }

    private static void Add(Table table, string what, int grants, TimeSpan time, TimeSpan bare) =>
        table.AddRow(what, $"{time.TotalSeconds:F2}", $"{grants / time.TotalSeconds:N0}", $"{bare / time:F2}");

    private static TimeSpan Median(List<Round> rounds, Func<Round, TimeSpan> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

    private sealed record Round(TimeSpan Copy, TimeSpan Import, TimeSpan ImportCpu, TimeSpan Again)
    {
        public override string ToString() =>
            $"copy {Copy.TotalSeconds:F2} s, import {Import.TotalSeconds:F2} s (our processor time {ImportCpu.TotalSeconds:F2} s), again "
                + $"{Again.TotalSeconds:F2} s";
    }
}
