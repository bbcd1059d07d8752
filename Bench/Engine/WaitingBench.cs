using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthAttest.Local.Durable;
using OAuthAttest.Local.Durable.Tasks;
using Spectre.Console;

namespace OAuthAttest.Bench.Engine;

/// <summary>Many instances that wait for weeks: their memory, and how soon a restarted engine is ready.</summary>
internal static class WaitingBench
{
    public static async Task RunAsync(string connectionString, int count, int clients, CancellationToken cancellation)
    {
        var options = new DurableEngineOptions { ConnectionString = connectionString };
        TimeSpan elapsed;
        await using (var engine = await DurableEngine.StartAsync(options, Tasks(), NullLoggerFactory.Instance, cancellation))
        {
            var next = -1;
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(StartManyAsync, cancellation)));
            elapsed = Stopwatch.GetElapsedTime(started);

            async Task StartManyAsync()
            {
                while (Interlocked.Increment(ref next) is var number && number < count)
                {
                    await engine.Client.ScheduleNewOrchestrationInstanceAsync(
                        "Wait",
                        number,
                        new StartOrchestrationOptions($"wait-{number}"),
                        cancellation
                    );
                }
            }
        }

        var begun = Stopwatch.GetTimestamp();
        await using var again = await DurableEngine.StartAsync(options, Tasks(), NullLoggerFactory.Instance, cancellation);
        var ready = Stopwatch.GetElapsedTime(begun);
        GC.Collect();
        var held = GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
        AnsiConsole.MarkupInterpolated($"{count:N0} instances waiting: started at {count / elapsed.TotalSeconds:N0}/s; ");
        AnsiConsole.MarkupInterpolated($"a restarted engine is ready in {ready.TotalSeconds:F2} s and holds {held:N0} MB, ");
        AnsiConsole.MarkupLineInterpolated($"{again.ResidentInstances} of them in memory");
    }

    private static DurableTaskSet Tasks() => new DurableTaskSet().AddOrchestrator("Wait", async context =>
    {
        await context.WaitForExternalEvent<int>("Answer", TimeSpan.FromDays(14));
        return null;
    });
}
