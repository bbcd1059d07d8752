using System.Diagnostics;
using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace OAuthAttest.Tests.Local.Durable.Crash;

/// <summary>A process that runs the engine is killed (SIGKILL) again and again while orchestrations are under way.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Kills = 12;
    private const int FewestKills = 7;

    private readonly HashSet<string> said = [];
    private int orchestrations;

    [Fact]
    public async Task Kill_AtRandomInstants_EveryOrchestrationCompletesWithTheRightResult()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var chance = new Random(seed);
        // How far the process gets between its line and the kill depends on the machine: with too little work there are too few kills.
        for (orchestrations = 200; await CountKillsAsync(chance) < FewestKills; orchestrations *= 2)
            Assert.True(orchestrations < 1600, "The work was over too early to prove anything, however much it was.");
    }

    private async Task<int> CountKillsAsync(Random chance)
    {
        said.Clear();
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

        output.WriteLine($"{kills} kills, {orchestrations} orchestrations");
        Assert.Equal(orchestrations, said.Count(line => line.StartsWith("raised", StringComparison.Ordinal)));
        await AssertAllCompletedAsync(database);
        return kills;
    }

    private async Task AssertAllCompletedAsync(TestDatabase database)
    {
        var wrong = await database.ReadAsync(
            "select id || ': status ' || status || ' output ' || coalesce(output, '-') from durable.instances where id not like '%-part' "
            + "and (status <> 1 or output <> (substr(id, 7)::int + 12)::text)");
        Assert.Empty(wrong);
        Assert.Equal(orchestrations, (await database.ReadAsync("select id from durable.instances where id not like '%-part'")).Count);
        Assert.Equal(
            [1L * orchestrations, 1L * orchestrations, 1L * orchestrations],
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

    private Process Start(string connectionString, string saidFile)
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
                    orchestrations.ToString(CultureInfo.InvariantCulture),
                    saidFile,
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
