using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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
/// COPY of the rows that it wrote into a table without keys or indexes. The simulator is a process of its own (<c>sync-tenant</c>), which
/// takes its share of the processors, but none of the memory that is measured.
/// </summary>
internal static class SyncBench
{
    private const string Token = "token";

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

    /// <summary>The simulated tenant: prints the settings that lead to it, and ends with its input.</summary>
    public static Command Tenant()
    {
        var users = new Argument<int>("users");
        var grants = new Argument<int>("grants");
        var command = new Command("sync-tenant", "The simulated Microsoft Graph of sync, in a process of its own.") { users, grants };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellation) =>
        {
            await using var graph = await GraphSimulator.StartAsync(
                new GraphSimulatorOptions { PageSize = 999, HasSignInLog = false },
                cancellation: cancellation
            );
            Fill(graph, parsed.GetValue(users), parsed.GetValue(grants));
            var settings = new Dictionary<string, string?>(graph.Settings(SyncOptions.Section)) { [Token] = graph.Options.Token };
            Console.WriteLine(JsonSerializer.Serialize(settings));
            await Console.In.ReadToEndAsync(cancellation);
            return 0;
        });
        return command;
    }

    private static async Task<int> RunAsync(int users, int grants, CancellationToken cancellation)
    {
        using var tenant = StartTenant(users, grants);
        var settings = JsonSerializer.Deserialize<Dictionary<string, string?>>(
            await tenant.StandardOutput.ReadLineAsync(cancellation) ?? throw new InvalidOperationException("The tenant did not start.")
        )!;
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        var connection = cluster.ConnectionStringFor("synced");
        await using (var admin = NpgsqlDataSource.Create(cluster.ConnectionString))
            await ExecuteAsync(admin, "CREATE DATABASE synced", cancellation);
        await DatabaseMigration.MigrateAsync(connection, cancellation);
        await using var services = Services(settings, connection);
        var sync = services.GetRequiredService<InventorySync>();

        var (first, run) = await SyncAsync(sync, "first", cancellation);
        await using var source = NpgsqlDataSource.Create(connection);
        // In between, three times: the disk is shared with others.
        var copies = new List<TimeSpan> { await CopyAsync(source, cancellation) };
        var again = new List<TimeSpan>();
        for (var round = 0; round < 2; round++)
        {
            again.Add((await SyncAsync(sync, $"again {round}", cancellation)).Took);
            copies.Add(await CopyAsync(source, cancellation));
        }
        var copy = copies.Order().ElementAt(1);

        var table = new Table().AddColumns($"{grants:N0} grants", "Seconds", "Grants/s", "Share of the bare rate");
        Add(table, "COPY into a bare table, the median of three", grants, copy, copy);
        Add(table, "sync, first time", grants, first, copy);
        foreach (var unchanged in again)
            Add(table, "sync, nothing changed", grants, unchanged, copy);
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"{run.State}; memory at its peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
        tenant.StandardInput.Close();
        await tenant.WaitForExitAsync(cancellation);
        return run.State == RunState.Succeeded ? 0 : 1;
    }

    private static Process StartTenant(int users, int grants) =>
        Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!)
            {
                ArgumentList =
                {
                    typeof(SyncBench).Assembly.Location,
                    "sync-tenant",
                    users.ToString(CultureInfo.InvariantCulture),
                    grants.ToString(CultureInfo.InvariantCulture),
                },
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            }
        )!;

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

    private static ServiceProvider Services(Dictionary<string, string?> settings, string connection) =>
        new ServiceCollection()
            .AddLogging()
            .AddOAuthAttest(
                new ConfigurationBuilder()
                    .AddInMemoryCollection(settings.Where(each => each.Key != Token))
                    .AddInMemoryCollection(
                        new Dictionary<string, string?>
                        {
                            [$"ConnectionStrings:{FunctionsRegistration.ConnectionName}"] = connection,
                            [$"{SyncOptions.Section}:{nameof(SyncOptions.Entra)}:CallsPerSecond"] = "1000",
                        }
                    )
                    .Build()
            )
            .AddKeyedSingleton<TokenCredential>(SyncOptions.Section, new SimulatedToken(settings[Token]!))
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
        await ExecuteAsync(source, "DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE grants)", cancellation);
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
