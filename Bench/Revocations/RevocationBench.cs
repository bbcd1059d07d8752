using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OAuthAttest.Bench.Campaigns;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Configuration;
using OAuthAttest.Functions;
using OAuthAttest.Grants;
using OAuthAttest.Local.Demo.Stage;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Local.Simulators.Identity.Graph;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Executing;
using OAuthAttest.Revocations.Providers;
using OAuthAttest.Telemetry;
using Spectre.Console;

namespace OAuthAttest.Bench.Revocations;

/// <summary>
/// Carries out a worklist at a simulated Microsoft Graph (fsync on), at so many calls a second as are allowed. The floor is what that
/// rate allows at best. The turns are those of the orchestration, which comes again after a second at least.
/// </summary>
internal static class RevocationBench
{
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    public static Command Command()
    {
        var grants = new Option<int>("--grants") { Description = "Grants to remove.", DefaultValueFactory = _ => 10_000 };
        var rate = new Option<double>("--rate") { Description = "Calls a second that are allowed.", DefaultValueFactory = _ => 20 };
        var command = new Command("removals", "Carrying out a worklist against the time that the allowed rate needs at best.")
        {
            grants,
            rate,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(grants), parsed.GetValue(rate), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int grants, double rate, CancellationToken cancellation)
    {
        await using var graph = await GraphSimulator.StartAsync(cancellation: cancellation);
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        await DatabaseMigration.MigrateAsync(cluster.ConnectionString, cancellation);
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await FillAsync(source, graph, grants, cancellation);
        var campaign = await CloseAsync(source, cancellation);
        await using var services = Services(graph, cluster.ConnectionString, rate);
        await services.GetRequiredService<WorklistRelease>().ReleaseAsync(new ReleaseWorklist(campaign), cancellation);

        var started = Stopwatch.GetTimestamp();
        var turns = await RunTurnsAsync(services.GetRequiredService<RevocationExecutor>(), graph, campaign, cancellation);
        var took = Stopwatch.GetElapsedTime(started);

        var floor = TimeSpan.FromSeconds(grants / rate);
        var table = new Table().AddColumns($"{grants:N0} removals, {rate:0.#} a second allowed", "Seconds", "Over the floor");
        table.AddRow("the floor: removals / rate", $"{floor.TotalSeconds:F1}", "1.00");
        table.AddRow($"carried out, in {turns} turns", $"{took.TotalSeconds:F1}", $"{took / floor:F2}");
        var left = graph.Grants.Count;
        AnsiConsole.MarkupLineInterpolated($"{Environment.ProcessorCount} processors, fsync on; left at the provider: {left}");
        AnsiConsole.Write(table);
        return left == 0 ? 0 : 1;
    }

    private static async Task<int> RunTurnsAsync(
        RevocationExecutor executor, GraphSimulator graph, long campaign, CancellationToken cancellation)
    {
        var turns = 0;
        while (graph.Grants.Count > 0)
        {
            var turn = await executor.AdvanceAsync(new AdvanceRevocations(campaign, ProviderName.Entra), cancellation);
            turns++;
            if (turn.NextAt is not { } next)
                break;
            if (next > TimeProvider.System.GetUtcNow() && graph.Grants.Count > 0)
                await Task.Delay(Grain, cancellation);
        }
        return turns;
    }

    private static ServiceProvider Services(GraphSimulator graph, string connection, double rate)
    {
        var settings = new Dictionary<string, string?>(graph.Settings(RevocationOptions.Section), StringComparer.OrdinalIgnoreCase)
        {
            [$"ConnectionStrings:{FunctionsRegistration.ConnectionName}"] = connection,
            [SettingKey.Of<RevocationOptions>(revocation => revocation.Mode)] = nameof(RevocationMode.Automatic),
            [$"{RevocationOptions.Section}:Entra:CallsPerSecond"] = rate.ToString(CultureInfo.InvariantCulture),
        };
        return new ServiceCollection()
            .AddLogging()
            .AddOAuthAttest(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddKeyedSingleton<TokenCredential>(RevocationOptions.Section, new FixedCredential(graph.Options.Token))
            .BuildServiceProvider();
    }

    private static async Task<long> CloseAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var policy = new CampaignOptions { LeadEmail = "lead@bench.example", MaxShareUnreachable = 1 }.ToPolicy() with
        {
            Breaker = new BreakerPolicy(1, 1, 1, []),
        };
        var (key, now) = (CampaignKey.Parse("bench"), TimeProvider.System.GetUtcNow());
        var open = new OpenCampaign(key, "bench", policy, "bench", now, AcceptStale: false);
        var opened = await new CampaignOpening(source, new NoTelemetry()).OpenAsync(open, cancellation);
        await ExecuteAsync(source, "UPDATE campaign_participants SET state = 'Asked', asked_at = now()", cancellation);
        var closing = new CampaignClosing(new ContextFactory(source), new NoTelemetry());
        await closing.BeginAsync(new BeginClosing(opened.Key, "bench", opened.ClosesAt), cancellation);
        await closing.ClassifyAsync(new ClassifyCampaign(opened.CampaignId, opened.ClosesAt), cancellation);
        await closing.WriteWorklistAsync(new WriteWorklist(opened.CampaignId, opened.ClosesAt), cancellation);
        await closing.FinishAsync(new FinishCampaign(opened.CampaignId, opened.ClosesAt), cancellation);
        return opened.CampaignId;
    }

    /// <summary>Ten grants a person, of ten of a hundred apps.</summary>
    private static async Task FillAsync(NpgsqlDataSource source, GraphSimulator graph, int grants, CancellationToken cancellation)
    {
        const int Apps = 100;
        for (var app = 0; app < Apps; app++)
            graph.Add(new SimulatedPrincipal(Id('a', app), Id('b', app), $"App {app}"));
        for (var person = 0; person < grants / 10; person++)
            graph.AddUser($"person{person}@bench.example", Id('d', person));
        graph.AddRange(Enumerable.Range(0, grants).Select(grant =>
            new SimulatedPermissionGrant(GrantId(grant), Id('a', AppOf(grant)), Id('d', grant / 10), "Mail.Read")));
        await ExecuteAsync(source, Seed(grants, Apps), cancellation);
    }

    private static int AppOf(int grant) => ((grant / 10 * 7) + (grant % 10)) % 100;

    private static string GrantId(int grant) => string.Create(CultureInfo.InvariantCulture, $"grant{grant:d38}");

    private static string Id(char kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{kind}0000000-0000-4000-8000-{number:d12}");

    private static string Seed(int grants, int apps) =>
        $"""
        INSERT INTO inventory_sources (name, provider, last_succeeded_at, active_grants)
            VALUES ('entra', 'entra', timestamptz '2100-01-01', {grants});
        INSERT INTO users (provider, source, external_id, email, display_name, status, groups, aliases, first_seen_at, last_seen_at)
            SELECT 'entra', 'entra', 'd0000000-0000-4000-8000-' || lpad(p::text, 12, '0'), 'person' || p || '@bench.example',
                   'Person ' || p, 'Active', ARRAY['staff'], ARRAY[]::text[], timestamptz '2026-01-01', timestamptz '2026-01-01'
            FROM generate_series(0, {(grants / 10) - 1}) p;
        INSERT INTO apps (provider, external_id, name, first_seen_at, last_seen_at)
            SELECT 'entra', 'b0000000-0000-4000-8000-' || lpad(a::text, 12, '0'), 'App ' || a, timestamptz '2026-01-01',
                   timestamptz '2026-01-01' FROM generate_series(0, {apps - 1}) a;
        INSERT INTO grants (provider, source, external_id, app_id, user_id, principal_external_id, consent_type, resource, scopes,
                            scope_digest, risk, status, first_seen_at, last_seen_at)
            SELECT 'entra', 'entra', 'grant' || lpad(g::text, 38, '0'), a.id, u.id, u.external_id, 'Principal', 'Microsoft Graph',
                   ARRAY['Mail.Read'], sha256(int8send(g)), 'High', 'Active', timestamptz '2026-01-01', timestamptz '2026-01-01'
            FROM generate_series(0, {grants - 1}::bigint) g
            JOIN users u ON u.external_id = 'd0000000-0000-4000-8000-' || lpad((g / 10)::text, 12, '0')
            JOIN apps a ON a.external_id = 'b0000000-0000-4000-8000-' || lpad(((g / 10 * 7 + g % 10) % 100)::text, 12, '0');
        ANALYZE users; ANALYZE apps; ANALYZE grants
        """;

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
