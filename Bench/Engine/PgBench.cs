using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using OAuthAttest.Local.Postgres;

namespace OAuthAttest.Bench.Engine;

/// <summary>The baseline: PostgreSQL's own benchmark program on the same cluster.</summary>
internal static partial class PgBench
{
    /// <returns>Committed transactions per second, each inserting one row of about the size of a turn.</returns>
    public static async Task<double> SingleRowInsertsAsync(PrivateCluster cluster, int clients, int seconds, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var create = new NpgsqlCommand(
            "create table single_rows (id bigint generated always as identity primary key, payload text not null)",
            connection
        );
        await create.ExecuteNonQueryAsync(cancellation);

        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, $"insert into single_rows (payload) values ('{new string('x', 200)}');", cancellation);
            return await RunAsync(cluster, script, clients, seconds, cancellation);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<double> RunAsync(
        PrivateCluster cluster,
        string script,
        int clients,
        int seconds,
        CancellationToken cancellation
    )
    {
        var settings = new NpgsqlConnectionStringBuilder(cluster.ConnectionString);
        var start = new ProcessStartInfo(Find(cluster.BinFolder))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])
            [
                "-n", "-M", "prepared", "-f", script, "-c", $"{clients}", "-j", $"{Environment.ProcessorCount}", "-T", $"{seconds}",
                "-h", settings.Host!, "-p", $"{settings.Port}", "-U", settings.Username!, settings.Database!,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["PGPASSWORD"] = settings.Password;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("pgbench did not start.");
        var errors = process.StandardError.ReadToEndAsync(cancellation);
        var output = await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        var rate = TransactionsPerSecond().Match(output);
        return rate.Success
            ? double.Parse(rate.Groups["rate"].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench said:\n{output}\n{await errors}");
    }

    // The folder may hold links to only some of the server's programs: search next to the program that a link points to.
    private static string Find(string binFolder)
    {
        var server = Path.Combine(binFolder, "postgres");
        var real = File.ResolveLinkTarget(server, returnFinalTarget: true)?.FullName ?? server;
        var beside = Path.Combine(Path.GetDirectoryName(real)!, "pgbench");
        return File.Exists(beside) ? beside : "pgbench";
    }

    [GeneratedRegex(@"tps = (?<rate>[\d.]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TransactionsPerSecond();
}
