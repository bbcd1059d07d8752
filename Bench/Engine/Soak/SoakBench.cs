using System.CommandLine;
using System.Globalization;
using Npgsql;
using OAuthAttest.Local.Postgres;
using Spectre.Console;

namespace OAuthAttest.Bench.Engine.Soak;

/// <summary>
/// A day of virtual time with many instances that live all of it: once in a process that is killed again and again, where nothing may be
/// lost, and once in a single process, whose memory must stay flat.
/// </summary>
internal static class SoakBench
{
    public static Command Command()
    {
        var instances = new Option<int>("--instances") { Description = "How many instances live.", DefaultValueFactory = _ => 2_000 };
        var hours = new Option<int>("--hours") { Description = "How much virtual time passes.", DefaultValueFactory = _ => 24 };
        var kills = new Option<int>("--kills")
        {
            Description = "How often the process is killed in the first run; 0: only the run without kills.",
            DefaultValueFactory = _ => 50,
        };
        var seed = new Option<int?>("--seed") { Description = "The seed of the kills' instants, to try the same again." };
        var command = new Command("soak", "A day of virtual time: nothing lost when the process is killed, and memory flat when it is not.")
        {
            instances,
            hours,
            kills,
            seed,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new SoakPlan(parsed.GetValue(instances), parsed.GetValue(hours)),
            parsed.GetValue(kills),
            parsed.GetValue(seed) ?? Environment.TickCount,
            cancellation
        ));
        return command;
    }

    private static async Task<int> RunAsync(SoakPlan plan, int kills, int seed, CancellationToken cancellation)
    {
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture,
            $"{plan.Instances:N0} instances, {plan.Hours} virtual hours, {Environment.ProcessorCount} processors, fsync on; seed {seed}"
        );
        var table = new Table().AddColumns(
            "Run",
            "Processes",
            "Kills (at the start)",
            "Virtual hours",
            "Seconds",
            "Turns",
            "Activities",
            "Of them again",
            "Events",
            "Sub-orchestrations",
            "Lost or wrong"
        );
        var wrong = new List<string>();
        if (kills > 0)
            wrong.AddRange(await OneAsync("killed", kills, seed, judgeMemory: false));
        wrong.AddRange(await OneAsync("whole", 0, seed, judgeMemory: plan.Hours >= 8));
        AnsiConsole.Write(table);
        foreach (var sentence in wrong)
            AnsiConsole.WriteLine(sentence);
        if (wrong.Count == 0)
            AnsiConsole.WriteLine("Nothing was lost.");
        return wrong.Count == 0 ? 0 : 1;

        async Task<IReadOnlyList<string>> OneAsync(string name, int count, int chance, bool judgeMemory)
        {
            var connection = await CreateAsync(cluster, $"soak_{name}", cancellation);
            await using var tables = new SoakTables(connection, run: 0);
            await tables.CreateAsync(cancellation);
            try
            {
                return await MeasureAsync(connection, tables, plan, count, chance, judgeMemory, table, cancellation);
            }
            catch (SoakFailedException failed)
            {
                return [failed.Message];
            }
        }
    }

    private static async Task<IReadOnlyList<string>> MeasureAsync(
        string connection,
        SoakTables tables,
        SoakPlan plan,
        int kills,
        int seed,
        bool judgeMemory,
        Table table,
        CancellationToken cancellation
    )
    {
        var course = await new SoakRun(connection, plan, tables, new Random(seed)).CompleteAsync(kills, cancellation);
        var proof = new SoakProof(plan, tables.Source);
        var wrong = new List<string>(await proof.CheckAsync(cancellation));
        var counts = await proof.CountAsync(cancellation);
        if (kills == 0)
        {
            var readings = await tables.MemoryAsync(cancellation);
            Print(readings);
            if (judgeMemory && SoakMemory.Judge(readings, plan.Hours) is { } grows)
                wrong.Add(grows);
        }

        string[] cells =
        [
            kills > 0 ? "killed" : "whole",
            $"{counts.Processes}",
            $"{course.Kills} ({course.AtStart})",
            $"{plan.Hours}",
            Number(course.Elapsed.TotalSeconds, "F1"),
            Number(counts.Turns, "N0"),
            Number(counts.Activities, "N0"),
            Number(counts.Duplicates, "N0"),
            Number(counts.Events, "N0"),
            Number(counts.Parts, "N0"),
            $"{wrong.Count}",
        ];
        table.AddRow(cells);
        return [.. wrong, .. course.Errors];
    }

    private static void Print(IReadOnlyList<MemoryReading> readings)
    {
        var table = new Table().AddColumns("Virtual hour", "Heap after a full collection, MiB", "Working set, MiB");
        foreach (var reading in readings.Where(each => each.Hour % 3 == 0 || each == readings[^1]))
            table.AddRow(Number(reading.Hour + 0.5, "F1"), SoakMemory.InMebi(reading.Heap), SoakMemory.InMebi(reading.WorkingSet));
        AnsiConsole.Write(table);
    }

    private static async Task<string> CreateAsync(PrivateCluster cluster, string database, CancellationToken cancellation)
    {
        await using var admin = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var create = admin.CreateCommand($"create database {database}");
        await create.ExecuteNonQueryAsync(cancellation);
        return cluster.ConnectionStringFor(database);
    }

    private static string Number(IFormattable number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
