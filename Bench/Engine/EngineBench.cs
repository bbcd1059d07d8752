using System.CommandLine;
using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Tasks;
using OAuthAttest.Local.Postgres;
using Spectre.Console;

namespace OAuthAttest.Bench.Engine;

/// <summary>
/// Orchestrations per second: each has one activity and one external event, started and raised by many concurrent clients on
/// a private cluster with fsync on. Compared with the single-row inserts that pgbench commits with as many clients.
/// </summary>
internal static class EngineBench
{
    private const string Orchestrator = "OneActivityOneEvent";
    private static readonly int[] Sizes = [1_000, 5_000];

    public static Command Command()
    {
        var clients = new Option<int>("--clients") { Description = "Concurrent clients.", DefaultValueFactory = _ => 64 };
        var seconds = new Option<int>("--pgbench-seconds") { Description = "How long pgbench runs.", DefaultValueFactory = _ => 5 };
        var warm = new Option<int>("--warm")
        {
            Description = "Orchestrations before those that are measured: until their code is compiled for good.",
            DefaultValueFactory = _ => 15_000,
        };
        var waiting = new Option<int>("--waiting")
        {
            Description = "Also start that many instances that wait, and restart the engine.",
            DefaultValueFactory = _ => 0,
        };
        var command = new Command("engine", "Durable orchestrations per second against pgbench's single-row inserts.")
        {
            clients,
            seconds,
            warm,
            waiting,
        };
        command.SetAction(
            (result, cancellation) => RunAsync(
                result.GetValue(clients), result.GetValue(seconds), result.GetValue(warm), result.GetValue(waiting), cancellation)
        );
        return command;
    }

    private static async Task<int> RunAsync(int clients, int pgbenchSeconds, int warm, int waiting, CancellationToken cancellation)
    {
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        var inserts = await PgBench.SingleRowInsertsAsync(cluster, clients, pgbenchSeconds, cancellation);
        var table = new Table().AddColumns(
            "Orchestrations",
            "Seconds",
            "Orchestrations/s",
            "Turns a commit",
            "Engine CPU µs each",
            "Multiple of pgbench"
        );
        await using (var engine = await StartEngineAsync(cluster.ConnectionString))
        {
            await MeasureAsync(engine, "warm", warm, clients, cancellation);
            await MeasureSizesAsync(engine, clients, inserts, table, cancellation);
        }

        AnsiConsole.MarkupLineInterpolated(
            $"{clients} clients, {Environment.ProcessorCount} processors, fsync on; pgbench: {inserts:N0} single-row inserts/s"
        );
        AnsiConsole.Write(table);
        if (waiting > 0)
        {
            await WaitingBench.RunAsync(cluster.ConnectionString, waiting, clients, cancellation);
        }

        return 0;
    }

    private static async Task MeasureSizesAsync(
        DurableEngine engine,
        int clients,
        double inserts,
        Table table,
        CancellationToken cancellation
    )
    {
        foreach (var size in Sizes)
        {
            var (before, cpu) = (engine.Written, Environment.CpuUsage.TotalTime);
            var elapsed = await MeasureAsync(engine, $"run-{size}", size, clients, cancellation);
            var (after, used) = (engine.Written, Environment.CpuUsage.TotalTime - cpu);
            var rate = size / elapsed.TotalSeconds;
            table.AddRow(
                $"{size:N0}",
                $"{elapsed.TotalSeconds:F2}",
                $"{rate:N0}",
                $"{(after.Commits - before.Commits) / (double)(after.Groups - before.Groups):F1}",
                $"{used.TotalMicroseconds / size:N0}",
                $"{rate / inserts:F2}");
        }
    }

    private static Task<DurableEngine> StartEngineAsync(string connectionString)
    {
        var tasks = new DurableTaskSet()
            .AddActivity("Prepare", (call, _) => Task.FromResult<object?>(call.Read<int>() + 1))
            .AddOrchestrator(Orchestrator, async context =>
            {
                var prepared = await context.CallActivityAsync<int>("Prepare", context.GetInput<int>());
                var answer = await context.WaitForExternalEvent<int>("Answer");
                return prepared + answer;
            });
        return DurableEngine.StartAsync(
            new DurableEngineOptions { ConnectionString = connectionString, ResidentInstances = 10_000 },
            tasks,
            NullLoggerFactory.Instance
        );
    }

    private static async Task<TimeSpan> MeasureAsync(
        DurableEngine engine,
        string name,
        int count,
        int clients,
        CancellationToken cancellation
    )
    {
        var next = -1;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(ClientAsync, cancellation)));
        return Stopwatch.GetElapsedTime(started);

        async Task ClientAsync()
        {
            var mine = new List<string>();
            while (Interlocked.Increment(ref next) is var number && number < count)
            {
                var id = $"{name}-{number}";
                await engine.Client.ScheduleNewOrchestrationInstanceAsync(
                    Orchestrator,
                    number,
                    new StartOrchestrationOptions(id),
                    cancellation
                );
                await engine.Client.RaiseEventAsync(id, "Answer", number, cancellation);
                mine.Add(id);
            }

            foreach (var id in mine)
            {
                var ended = await engine.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellation);
                var number = ended.ReadInputAs<int>();
                if (ended.ReadOutputAs<int>() != number + 1 + number)
                {
                    throw new InvalidOperationException($"{id} ended as {ended}");
                }
            }
        }
    }
}
