using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Messages;
using OAuthAttest.Local.Durable.Tasks;

namespace OAuthAttest.Tests.Local.Durable.Crash;

/// <summary>
/// The process that is killed: it starts orchestrations and raises their events, writes to standard output what the engine
/// confirmed, and ends when all have completed.
/// </summary>
internal static class CrashRig
{
    /// <summary>The first argument with which the test program runs as this process.</summary>
    public const string Verb = "crash-rig";

    private const int Clients = 16;

    /// <param name="connectionString">The database.</param>
    /// <param name="count">How many orchestrations there are in all.</param>
    /// <param name="said">A file with the output of earlier processes: what it lists is not repeated, so that its loss would show.</param>
    public static async Task<int> RunAsync(string connectionString, int count, string said)
    {
        var done = (await File.ReadAllLinesAsync(said)).ToHashSet(StringComparer.Ordinal);
        await using var source = NpgsqlDataSource.Create(connectionString);
        var options = new DurableEngineOptions
        {
            ConnectionString = connectionString,
            ResidentInstances = 50,
            OwnershipTimeout = TimeSpan.FromSeconds(30),
        };
        await using var engine = await DurableEngine.StartAsync(options, Tasks(source), NullLoggerFactory.Instance);
        Say("ready");

        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var number && number < count)
            {
                await DriveAsync(engine, number, done);
            }
        }));
        Say("done");
        return 0;
    }

    private static async Task DriveAsync(DurableEngine engine, int number, HashSet<string> done)
    {
        var id = $"order-{number}";
        if (!done.Contains($"started {number}"))
        {
            await StartOnceAsync(engine, id, number);
            Say($"started {number}");
        }

        if (!done.Contains($"raised {number}"))
        {
            await engine.Client.RaiseEventAsync(id, "Go", number);
            Say($"raised {number}");
        }

        await engine.Client.WaitForInstanceCompletionAsync(id);
        Say($"completed {number}");
    }

    private static async Task StartOnceAsync(DurableEngine engine, string id, int number)
    {
        try
        {
            var once = new StartOrchestrationOptions(id)
            {
                DedupeStatuses = ["Pending", "Running", "Suspended", "Completed", "Failed", "Terminated"],
            };
            await engine.Client.ScheduleNewOrchestrationInstanceAsync("Order", number, once);
        }
        catch (InstanceAlreadyExistsException)
        {
            // Started by a process that was killed before it could write so.
        }
    }

    // Every kind of step, and a continue-as-new in the middle that must keep no history and lose no work.
    private static DurableTaskSet Tasks(NpgsqlDataSource source) => new DurableTaskSet()
        .AddActivity("Record", async (call, cancellation) =>
        {
            await using var command = source.CreateCommand("insert into calls (instance, step) values ($1, $2)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = call.InstanceId });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = call.Read<int>() });
            await command.ExecuteNonQueryAsync(cancellation);
            return call.Read<int>();
        })
        .AddOrchestrator("Part", async context => await context.CallActivityAsync<int>("Record", 10) + context.GetInput<int>())
        .AddOrchestrator("Order", async context =>
        {
            var number = context.GetInput<int>();
            if (number >= 0)
            {
                await context.CallActivityAsync<int>("Record", 1);
                var go = await context.WaitForExternalEvent<int>("Go");
                context.ContinueAsNew(-1 - go);
                return 0;
            }

            await context.CreateTimer(TimeSpan.FromMilliseconds(20), CancellationToken.None);
            var part = new SubOrchestrationOptions(instanceId: context.InstanceId + "-part");
            var sum = await context.CallSubOrchestratorAsync<int>("Part", -1 - number, part);
            return sum + await context.CallActivityAsync<int>("Record", 2);
        });

    private static void Say(string line)
    {
        lock (Console.Out)
        {
            Console.Out.WriteLine(line);
            Console.Out.Flush();
        }
    }
}
