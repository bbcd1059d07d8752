using System.CommandLine;
using System.Diagnostics;
using Npgsql;
using OAuthAttest.Campaigns;
using OAuthAttest.Campaigns.Approving;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Monitoring;
using OAuthAttest.Campaigns.Opening;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Local.Postgres;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;
using Spectre.Console;

namespace OAuthAttest.Bench.Campaigns;

/// <summary>
/// Opens a campaign over a million grants of a hundred thousand people (fsync on), compared with bare <c>INSERT … SELECT</c>s: of
/// the same columns from the same table without finding owners; of the finished snapshot rows; and of those with the
/// snapshot's two indexes. The best round of each counts.
/// </summary>
internal static class SnapshotBench
{
    private const int Rounds = 3;

    // The snapshot's columns without lookups: the account as the person, constants for what the snapshot computes.
    private const string BareSql = """
        SELECT 1::bigint, g.id, coalesce(g.user_id, 0), 1::smallint, g.provider, g.app_id, g.user_id, g.consent_type, 'Own'::varchar(32),
            g.risk, g.scopes, g.scope_digest,
               g.granted_at, g.last_used_at, 'Unknown'::varchar(32), 'None'::varchar(32), NULL::varchar(1000), NULL::timestamptz,
                   NULL::varchar(64), 0, NULL::text[], NULL::varchar(32)
        FROM grants g WHERE g.status = 'Active'
        """;

    public static Command Command()
    {
        var grants = new Option<int>("--grants")
        {
            Description = "Grants in the inventory, ten a person.",
            DefaultValueFactory = _ => 1_000_000,
        };
        var command = new Command("snapshot", "Opening a campaign over a million grants against a bare INSERT … SELECT of the same rows.")
        {
            grants,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(grants), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int grants, CancellationToken cancellation)
    {
        await using var cluster = await PrivateCluster.StartAsync(new PrivateClusterOptions { Fsync = true }, cancellation);
        await DatabaseMigration.MigrateAsync(cluster.ConnectionString, cancellation);
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString);
        await ExecuteAsync(source, Seed(grants), cancellation);

        var (open, bare, copied, indexed) = (TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue, TimeSpan.MaxValue);
        OpenedCampaign? opened = null;
        for (var round = 1; round <= Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            opened = await OpenAsync(source, $"bench-{round}", cancellation);
            open = Min(open, Stopwatch.GetElapsedTime(started));
            bare = Min(bare, await InsertAsync(source, "", BareSql, cancellation));
            var frozen = $"SELECT * FROM campaign_items WHERE campaign_id = {opened.CampaignId}";
            copied = Min(copied, await InsertAsync(source, "", frozen, cancellation));
            indexed = Min(indexed, await InsertAsync(source, "INCLUDING INDEXES", frozen, cancellation));
        }

        var table = new Table().AddColumns("What", "Seconds", "Grants/s", "The snapshot's rate over this one");
        AddRow(table, "snapshot: owners, numbers, people, shards, apps, digest, audit", open);
        AddRow(table, "bare INSERT … SELECT from grants, no index", bare);
        AddRow(table, "bare INSERT … SELECT of the frozen rows, no index", copied);
        AddRow(table, "bare INSERT … SELECT of the frozen rows, the snapshot's two indexes", indexed);
        AnsiConsole.MarkupInterpolated($"{opened!.GrantCount:N0} grants of {opened.ParticipantCount:N0} people, ");
        AnsiConsole.MarkupLineInterpolated($"{Environment.ProcessorCount} processors, fsync on, best of {Rounds}");
        AnsiConsole.Write(table);
        await CloseAsync(source, opened, cancellation);
        return 0;

        void AddRow(Table rows, string what, TimeSpan took) =>
            rows.AddRow(what, $"{took.TotalSeconds:F2}", $"{grants / took.TotalSeconds:N0}", $"{took / open:F2}");
    }

    /// <summary>The end of the same campaign: how long the cut-off takes for the whole population.</summary>
    private static async Task CloseAsync(NpgsqlDataSource source, OpenedCampaign opened, CancellationToken cancellation)
    {
        await ExecuteAsync(
            source,
            $"UPDATE campaign_participants SET state = 'Asked', asked_at = opened_at FROM campaigns c WHERE c.id = campaign_id AND c.id "
                + $"= {opened.CampaignId}",
            cancellation
        );
        var closing = new CampaignClosing(new ContextFactory(source), new NoTelemetry());
        var (now, table) = (opened.ClosesAt, new Table().AddColumns("Closing the same campaign, nobody having answered", "Seconds"));
        await closing.BeginAsync(new BeginClosing(opened.Key, "timer", now), cancellation);
        await MeasureAsync("classification", () => closing.ClassifyAsync(new ClassifyCampaign(opened.CampaignId, now), cancellation));
        await MeasureAsync("worklist, digest, circuit breaker", () =>
            closing.WriteWorklistAsync(new WriteWorklist(opened.CampaignId, now), cancellation)
        );
        await MeasureAsync("report", () => new CampaignReports(source, ScopeDictionary.Embedded).BuildAsync(opened.Key, now, cancellation));
        await MeasureAsync("live counts", () => new CampaignProgress(source).ReadAsync(opened.CampaignId, cancellation));
        await MeasureAsync("worklist as CSV", () => new Worklists(source).StreamCsvAsync(opened.Key, Stream.Null, cancellation));
        AnsiConsole.Write(table);

        async Task MeasureAsync(string what, Func<Task> work)
        {
            var started = Stopwatch.GetTimestamp();
            await work();
            table.AddRow(what, $"{Stopwatch.GetElapsedTime(started).TotalSeconds:F2}");
        }
    }

    private static Task<OpenedCampaign> OpenAsync(NpgsqlDataSource source, string key, CancellationToken cancellation) =>
        new CampaignOpening(source, new NoTelemetry()).OpenAsync(
            new OpenCampaign(
                CampaignKey.Parse(key),
                "bench",
                new CampaignOptions { LeadEmail = "lead@bench.example" }.ToPolicy(),
                "bench",
                TimeProvider.System.GetUtcNow(),
                AcceptStale: false
            ),
            cancellation
        );

    private static async Task<TimeSpan> InsertAsync(NpgsqlDataSource source, string like, string rows, CancellationToken cancellation)
    {
        await ExecuteAsync(source, $"DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE campaign_items {like})", cancellation);
        var started = Stopwatch.GetTimestamp();
        await ExecuteAsync(source, $"INSERT INTO bare {rows}", cancellation);
        var took = Stopwatch.GetElapsedTime(started);
        await ExecuteAsync(source, "DROP TABLE bare", cancellation);
        return took;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(sql);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>Ten grants per person; 1% of people deactivated, 0.5% of grants tenant-wide, a third of the apps with owners.</summary>
    private static string Seed(int grants) =>
        $"""
            INSERT INTO inventory_sources (name, provider, last_succeeded_at, active_grants)
                VALUES ('entra', 'entra', timestamptz '2100-01-01', {grants});
            INSERT INTO users (provider, source, external_id, email, display_name, status, groups, aliases, first_seen_at, last_seen_at)
                SELECT 'entra', 'entra', 'account-' || p, 'person' || p || '.lastname@bench.example', 'Person ' || p, CASE WHEN p % 100 = 0
                    THEN 'Deactivated' ELSE 'Active' END,
                       ARRAY['staff'], ARRAY[]::text[], timestamptz '2026-01-01', timestamptz '2026-01-01'
                FROM generate_series(1, {grants / 10}) p;
            INSERT INTO apps (provider, external_id, name, publisher, owner_email, first_seen_at, last_seen_at)
                SELECT 'entra', 'app-' || a, 'App ' || a, 'Publisher ' || a, CASE WHEN a % 3 = 0
                    THEN 'person' || a || '.lastname@bench.example' END,
                       timestamptz '2026-01-01', timestamptz '2026-01-01' FROM generate_series(1, 5000) a;
            INSERT INTO slack_users (slack_user_id, email, deleted, is_bot, synced_at)
                SELECT 'U' || p, 'person' || p || '.lastname@bench.example', false, false, timestamptz '2026-01-01'
                    FROM generate_series(1, {grants
                / 10}) p;
            INSERT INTO grants (provider, source, external_id, app_id, user_id, principal_external_id, consent_type, resource, scopes,
                scope_digest, risk, status,
                                granted_at, first_seen_at, last_seen_at)
                SELECT 'entra', 'entra', 'grant-' || g, 1 + (g * 7919) % 5000, CASE WHEN g % 200 > 0 THEN 1 + (g / 10) % {grants
                / 10} END, 'account-' || (1 + (g / 10) % {grants / 10}),
                       CASE WHEN g % 200 > 0 THEN 'Principal'
                           ELSE 'Tenant' END, 'https://graph.microsoft.com', ARRAY['Calendars.Read', 'Files.ReadWrite.All', 'Mail.Read',
                               'User.Read'],
                       sha256(int8send(g)), (ARRAY['Low', 'Medium', 'High', 'Critical'])[1 + g % 4], 'Active', timestamptz '2025-05-01',
                           timestamptz '2026-01-01', timestamptz '2026-01-01'
                FROM generate_series(1, {grants}::bigint) g;
            ANALYZE users; ANALYZE apps; ANALYZE slack_users; ANALYZE grants
            """;
}
