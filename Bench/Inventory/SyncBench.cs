using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Functions;
using OAuthAttest.Identity.Live;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Persistence;
using Spectre.Console;

namespace OAuthAttest.Bench.Inventory;

/// <summary>
/// Sync of a million grants of 100,000 people from a simulated Microsoft Graph over HTTP (paged, counted, kept, merged), compared with
/// COPY of the rows that it wrote into a table without keys or indexes. The simulator runs in the same process and takes its share.
/// </summary>
internal static class SyncBench
{
    public static Command Command()
    {
        var users = new Option<int>("--users") { Description = "How many people.", DefaultValueFactory = _ => 100_000 };
        var grants = new Option<int>("--grants") { Description = "How many grants.", DefaultValueFactory = _ => 1_000_000 };
        var command = new Command("sync", "Sync of a million grants from a simulated Microsoft Graph against a bare COPY of the same rows.")
        {
            users,
            grants,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(users), parsed.GetValue(grants), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int users, int grants, CancellationToken cancellation)
    {
        await using var graph = await GraphSimulator.StartAsync(
            new GraphSimulatorOptions { PageSize = 999, HasSignInLog = false },
            cancellation: cancellation
        );
        Fill(graph, users, grants);
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        var connection = cluster.ConnectionStringFor("synced");
        await using (var admin = NpgsqlDataSource.Create(cluster.ConnectionString))
            await ExecuteAsync(admin, "CREATE DATABASE synced", cancellation);
        await DatabaseMigration.MigrateAsync(connection, cancellation);
        await using var services = Services(graph, connection);
        var sync = services.GetRequiredService<InventorySync>();

        var before = Process.GetCurrentProcess().WorkingSet64;
        var (first, run) = await SyncAsync(sync, "first", cancellation);
        var (again, _) = await SyncAsync(sync, "again", cancellation);
        await using var source = NpgsqlDataSource.Create(connection);
        var copy = await CopyAsync(source, cancellation);

        var table = new Table().AddColumns($"{grants:N0} grants", "Seconds", "Grants/s", "Share of the bare rate");
        Add(table, "COPY into a bare table", grants, copy, copy);
        Add(table, "sync, first time", grants, first, copy);
        Add(table, "sync, nothing changed", grants, again, copy);
        AnsiConsole.Write(table);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64;
        AnsiConsole.MarkupLineInterpolated(
            $"{run.State}; memory {before >> 20} MiB with the simulated tenant in it, at its peak {peak >> 20} MiB"
        );
        return run.State == RunState.Succeeded ? 0 : 1;
    }

    private static void Fill(GraphSimulator graph, int users, int grants)
    {
        const int apps = 500;
        graph.Add(SimulatedPrincipal.MicrosoftGraph);
        for (var app = 0; app < apps; app++)
            graph.Add(new SimulatedPrincipal(Id('a', app), Id('b', app), $"App {app}"));
        for (var user = 0; user < users; user++)
            graph.Add(new SimulatedEntraUser(Id('d', user), $"person{user}@example.com", $"Person {user}"));
        var people = Enumerable.Range(0, users).Select(user => Id('d', user)).ToArray();
        var clients = Enumerable.Range(0, apps).Select(app => Id('a', app)).ToArray();
        string[] scopes = ["User.Read", "User.Read Mail.Read", "User.Read Files.ReadWrite.All offline_access", "Calendars.Read"];
        graph.AddRange(
            Enumerable
                .Range(0, grants)
                .Select(grant => new SimulatedPermissionGrant(
                    string.Create(CultureInfo.InvariantCulture, $"grant-with-an-id-as-long-as-entras-{grant:D9}"),
                    clients[(grant + (grant / users)) % apps],
                    people[grant % users],
                    scopes[grant % scopes.Length]
                ))
        );
    }

    private static string Id(char kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}0000000-0000-4000-8000-{number:D12}");

    private static ServiceProvider Services(GraphSimulator graph, string connection) =>
        new ServiceCollection()
            .AddLogging()
            .AddOAuthAttest(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(graph.Settings(SyncOptions.Section))
                    .AddInMemoryCollection(
                        new Dictionary<string, string?>
                        {
                            [$"ConnectionStrings:{FunctionsRegistration.ConnectionName}"] = connection,
                            [$"{SyncOptions.Section}:{nameof(SyncOptions.Entra)}:CallsPerSecond"] = "1000",
                        }
                    )
                    .Build()
            )
            .AddKeyedSingleton<TokenCredential>(SyncOptions.Section, new SimulatedToken(graph.Options.Token))
            .BuildServiceProvider();

    private static async Task<(TimeSpan Took, SyncStep Run)> SyncAsync(InventorySync sync, string key, CancellationToken cancellation)
    {
        GC.Collect();
        var started = Stopwatch.GetTimestamp();
        var begun = await sync.BeginAsync(new BeginSync("entra", "bench", key), cancellation);
        while (true)
        {
            var step = await sync.AdvanceAsync(begun.RunId!.Value, cancellation: cancellation);
            if (step.IsOver)
                return (Stopwatch.GetElapsedTime(started), step);
            if (step.ResumeAt is { } again && again > DateTimeOffset.UtcNow)
                await Task.Delay(again - DateTimeOffset.UtcNow, cancellation);
        }
    }

    /// <summary>The very rows that the sync wrote, all columns, from a file into a table without keys or indexes.</summary>
    private static async Task<TimeSpan> CopyAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        await using var file = new FileStream(
            Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using (var rows = await connection.BeginRawBinaryCopyAsync("COPY grants TO STDOUT (FORMAT BINARY)", cancellation))
            await rows.CopyToAsync(file, cancellation);
        await ExecuteAsync(source, "CREATE TABLE bare (LIKE grants)", cancellation);
        file.Position = 0;
        var started = Stopwatch.GetTimestamp();
        await using (var bare = await connection.BeginRawBinaryCopyAsync("COPY bare FROM STDIN (FORMAT BINARY)", cancellation))
            await file.CopyToAsync(bare, cancellation);
        return Stopwatch.GetElapsedTime(started);
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static void Add(Table table, string what, int grants, TimeSpan time, TimeSpan bare) =>
        table.AddRow(what, $"{time.TotalSeconds:F2}", $"{grants / time.TotalSeconds:N0}", $"{bare / time:F2}");

    private sealed class SimulatedToken(string token) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(token, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
