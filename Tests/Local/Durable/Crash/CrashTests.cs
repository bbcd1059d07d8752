using System.Diagnostics;
using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace OAuthAttest.Tests.Local.Durable.Crash;

/// <summary>A process that runs the engine is killed (SIGKILL) again and again while orchestrations are under way.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Orchestrations = 200;
    private const int Kills = 12;

    private readonly HashSet<string> said = [];

    [Fact]
    public async Task Kill_AtRandomInstants_EveryOrchestrationCompletesWithTheRightResult()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var chance = new Random(seed);
        await using var database = await TestDatabase.CreateEmptyAsync();
        await database.ReadAsync("create table calls (instance text not null, step integer not null)");

        var kills = 0;
        while (kills < Kills && !await RunAsync(database, killAfter: chance.Next(1, 35)))
        {
            kills++;
        }

        if (kills == Kills)
        {
            Assert.True(await RunAsync(database, killAfter: null), "The last process did not end by itself.");
        }

        output.WriteLine($"{kills} kills");
        Assert.True(kills > Kills / 2, $"Only {kills} kills: the work was over too early to prove anything.");
        Assert.Equal(Orchestrations, said.Count(line => line.StartsWith("raised", StringComparison.Ordinal)));
        await AssertAllCompletedAsync(database);
    }

    private static async Task AssertAllCompletedAsync(TestDatabase database)
    {
        var wrong = await database.ReadAsync(
            "select id || ': status ' || status || ' output ' || coalesce(output, '-') from durable.instances where id not like '%-part' "
            + "and (status <> 1 or output <> (substr(id, 7)::int + 12)::text)");
        Assert.Empty(wrong);
        Assert.Equal(Orchestrations, (await database.ReadAsync("select id from durable.instances where id not like '%-part'")).Count);
        Assert.Equal(
            [1L * Orchestrations, 1L * Orchestrations, 1L * Orchestrations],
            await database.ReadAsync("select count(distinct instance) from calls group by step order by step"));
        Assert.Empty(await database.ReadAsync("select row from durable.inbox"));
    }

    /// <returns>Whether the process ended by itself.</returns>
    private async Task<bool> RunAsync(TestDatabase database, int? killAfter)
    {
        var saidFile = Path.GetTempFileName();
        await File.WriteAllLinesAsync(saidFile, said);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var process = Start(database.ConnectionString, saidFile);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            var (ended, lines) = (false, 0);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                said.Add(line);
                ended |= line == "done";
                if (++lines == killAfter)
                {
                    process.Kill();
                }
            }

            await process.WaitForExitAsync(limit.Token);
            Assert.True(ended || killAfter is not null, $"The process stopped early: {await errors}");
            Assert.True(ended || lines >= killAfter, $"The process stopped before it was killed: {await errors}");
            return ended;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            File.Delete(saidFile);
        }
    }

    private static Process Start(string connectionString, string saidFile)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var argument in (string[])
                [
                    "exec",
                    typeof(CrashRig).Assembly.Location,
                    CrashRig.Verb,
                    connectionString,
                    Orchestrations.ToString(CultureInfo.InvariantCulture),
                    saidFile,
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
