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
    // With fewer hours the first quarter is too short for the caches to fill, and a quarter has not two readings.
    private const int LeastHours = 8;

    public static Command Command()
    {
        var instances = new Option<int>("--instances") { Description = "How many instances live.", DefaultValueFactory = _ => 2_000 };
        var hours = new Option<int>("--hours") { Description = "How much virtual time passes.", DefaultValueFactory = _ => 24 };
        var kills = new Option<int>("--kills")
        {
            Description = "How often the process is killed in the first run; 0: only the run without kills.",
            DefaultValueFactory = _ => 50,
        };
        var resident = new Option<int>("--resident")
        {
            Description = "How many instances the engine keeps in memory; with few, all the others are read again for each step.",
            DefaultValueFactory = _ => 2_000,
        };
        var seed = new Option<int?>("--seed") { Description = "The seed of the kills' instants, to try the same again." };
        var command = new Command("soak", "A day of virtual time: nothing lost when the process is killed, and memory flat when it is not.")
        {
            instances,
            hours,
            kills,
            resident,
            seed,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new SoakPlan(parsed.GetValue(instances), parsed.GetValue(hours), parsed.GetValue(resident)),
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
        List<Outcome> outcomes = [];
        try
        {
            if (kills > 0)
                outcomes.Add(await MeasureAsync(cluster, "killed", plan, kills, new Random(seed), cancellation));
            outcomes.Add(await MeasureAsync(cluster, "whole", plan, 0, new Random(seed), cancellation));
        }
        catch (SoakFailedException failed)
        {
            Console.WriteLine(failed.Message);
            return 1;
        }

        Print(outcomes);
        Print(outcomes[^1].Memory);
        var wrong = outcomes.SelectMany(outcome => outcome.Wrong).ToList();
        if (Judge(outcomes[^1].Memory, plan) is { } grows)
            wrong.Add(grows);
        foreach (var sentence in wrong)
            Console.WriteLine(sentence);
        if (wrong.Count == 0)
            Console.WriteLine(plan.Hours >= LeastHours ? "Nothing was lost, and memory was flat." : "Nothing was lost.");
        return wrong.Count == 0 ? 0 : 1;
    }

    private static async Task<Outcome> MeasureAsync(
        PrivateCluster cluster,
        string name,
        SoakPlan plan,
        int kills,
        Random chance,
        CancellationToken cancellation
    )
    {
        var connection = await CreateAsync(cluster, $"soak_{name}", cancellation);
        await using var tables = new SoakTables(connection, run: 0);
        await tables.CreateAsync(cancellation);
        var course = await new SoakRun(connection, plan, tables, chance).CompleteAsync(kills, cancellation);
        var proof = new SoakProof(plan, tables.Source);
        var wrong = await proof.CheckAsync(cancellation);
        return new Outcome(
            course,
            await proof.CountAsync(cancellation),
            await tables.MemoryAsync(cancellation),
            [.. wrong.Select(sentence => $"{name}: {sentence}"), .. course.Errors]
        );
    }

    private static void Print(IReadOnlyList<Outcome> outcomes)
    {
        var table = new Table().AddColumn("");
        foreach (var outcome in outcomes)
            table.AddColumn(new TableColumn(outcome.Course.Kills > 0 ? "killed" : "not killed").RightAligned());
        Row("kills", each => Number(each.Course.Kills));
        Row("of them while a process took over", each => Number(each.Course.AtStart));
        Row("processes that began", each => Number(each.Counts.Processes));
        Row("seconds", each => Number(each.Course.Elapsed.TotalSeconds, "F1"));
        Row("turns", each => Number(each.Counts.Turns));
        Row("activities", each => Number(each.Counts.Activities));
        Row("of them again after a kill", each => Number(each.Counts.Duplicates));
        Row("events from outside", each => Number(each.Counts.Events));
        Row("sub-orchestrations", each => Number(each.Counts.Parts));
        Row("lost or wrong", each => Number(each.Wrong.Count));
        AnsiConsole.Write(table);

        void Row(string name, Func<Outcome, string> value) => table.AddRow([name, .. outcomes.Select(value)]);
    }

    private static void Print(IReadOnlyList<MemoryReading> readings)
    {
        var table = new Table().AddColumn("Not killed, at virtual hour");
        foreach (var name in (string[])["heap after a full collection, MiB", "working set, MiB"])
            table.AddColumn(new TableColumn(name).RightAligned());
        foreach (var reading in readings.Where(each => each.Hour % 3 == 0 || each == readings[^1]))
            table.AddRow(Number(reading.Hour + 0.5, "F1"), SoakMemory.InMebi(reading.Heap), SoakMemory.InMebi(reading.WorkingSet));
        AnsiConsole.Write(table);
    }

    private static string? Judge(IReadOnlyList<MemoryReading> readings, SoakPlan plan) =>
        plan.Hours >= LeastHours ? SoakMemory.Judge(readings, plan.Hours) : null;

    private static async Task<string> CreateAsync(PrivateCluster cluster, string database, CancellationToken cancellation)
    {
        await using var admin = NpgsqlDataSource.Create(cluster.ConnectionString);
        await using var create = admin.CreateCommand($"create database {database}");
        await create.ExecuteNonQueryAsync(cancellation);
        return cluster.ConnectionStringFor(database);
    }

    private static string Number(IFormattable number, string format = "N0") => number.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Outcome(
        SoakCourse Course, SoakCounts Counts, IReadOnlyList<MemoryReading> Memory, IReadOnlyList<string> Wrong);
}
