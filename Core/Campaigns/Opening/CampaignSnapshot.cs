using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Campaigns.Reaching;

namespace OAuthAttest.Campaigns.Opening;

/// <param name="CampaignId">The id of the campaign's existing row.</param>
/// <param name="Closed">The closed campaigns, the newest first: drift is measured against the newest that covered the grant.</param>
/// <param name="Tables">The tables that the population is written to.</param>
/// <param name="PreviousItems">The table that holds the grants of earlier campaigns.</param>
internal sealed record SnapshotPlan(
    long CampaignId,
    CampaignPolicy Policy,
    DateTimeOffset Now,
    IReadOnlyList<ClosedCampaign> Closed,
    SnapshotTables Tables,
    string PreviousItems
);

internal sealed record SnapshotNumbers(long Grants, int Participants, int Shards);

/// <param name="Active">All active grants of the inventory, in the campaign or not.</param>
/// <param name="UnownedOutside">Those outside the filter that are no person's own: tenant-wide, application, orphan.</param>
internal sealed record InventoryNumbers(long Active, long UnownedOutside);

/// <summary>
/// Freezes a campaign's population into its tables, with set-based SQL, on the transaction that is open on the connection. It needs
/// several statements; the caller makes sure that all of them see the same state of the inventory, with <see cref="HoldInventoryAsync"/>
/// or with the transaction's isolation level.
/// </summary>
internal sealed class CampaignSnapshot(NpgsqlConnection connection, SnapshotPlan plan)
{
    private readonly PopulationRules rules = new(plan.Policy, plan.Now);
    private readonly SnapshotTables tables = plan.Tables;

    /// <summary>
    /// Blocks changes of the inventory until the transaction ends. Every import writes accounts and apps before its commit, so these
    /// locks make it wait, and its grants stay uncommitted too. (Repeatable read would avoid the wait, but could not append to the audit
    /// chain, whose head other transactions move meanwhile.) The tables are locked in the same order as by imports, so there is no
    /// deadlock.
    /// </summary>
    public static Task HoldInventoryAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        RunAsync(
            new NpgsqlCommand(
                "LOCK TABLE grants IN ACCESS SHARE MODE; LOCK TABLE users IN SHARE MODE; LOCK TABLE apps IN SHARE MODE",
                connection
            ),
            cancellation
        );

    /// <summary>
    /// The approximate number of grants to freeze, as counted by the imports; exact enough for planning, and cheap to read.
    /// </summary>
    public static async Task<long> ExpectedGrantsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(sum(active_grants), 0)::bigint FROM inventory_sources", connection);
        return (long)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>
    /// Makes the filled table the campaign's partition of <c>campaign_items</c>, with constraints, indexes and statistics. A function of
    /// the
    /// database does it (<c>210_attach_campaign_items.sql</c>), because the app's user does not own the campaigns' items.
    /// </summary>
    public static async Task AttachItemsAsync(NpgsqlConnection connection, long campaignId, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT attach_campaign_items(@campaign)", connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Freezes who is asked about which grant, and counts what was excluded on purpose.</summary>
    public async Task FreezeItemsAsync(CancellationToken cancellation)
    {
        var sql = new PopulationSql(tables, rules, plan);
        // Whole-table plans need little more than table sizes, so small samples are enough; autovacuum takes the large ones later.
        await ExecuteAsync("SET LOCAL default_statistics_target = 10", cancellation);
        await ExecuteAsync(tables.Fill(tables.People, sql.People), cancellation);
        await ExecuteAsync($"ANALYZE {tables.People}", cancellation);
        await ExecuteAsync(tables.Fill(tables.Accounts, sql.Accounts), cancellation);
        await ExecuteAsync(tables.Fill(tables.Apps, sql.Apps), cancellation);
        await ExecuteAsync($"ANALYZE {tables.Accounts}; ANALYZE {tables.Apps}", cancellation);
        if (rules.Excluded is not null)
            await ExecuteAsync(sql.LeftOut, cancellation);
        // Only the leader process writes. With leader participation off, the workers do all the reading and the leader's time goes to
        // writing.
        await ExecuteAsync("SET LOCAL parallel_leader_participation = off", cancellation);
        await ExecuteAsync(tables.FillItems(PopulationSql.ItemColumns, sql.Items), cancellation);
        await ExecuteAsync("SET LOCAL parallel_leader_participation = on", cancellation);
        await ExecuteAsync($"ANALYZE {tables.Items} (grant_id, participant_id, app_id)", cancellation);
    }

    /// <summary>Counts what the campaign covers its population of. Needs the people of <see cref="FreezeItemsAsync"/>.</summary>
    public async Task<InventoryNumbers> CountInventoryAsync(CancellationToken cancellation)
    {
        await using var command = Command(new PopulationSql(tables, rules, plan).Inventory);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new InventoryNumbers(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>
    /// Freezes the people behind the frozen grants with their Slack accounts and shards, the apps with their current names, and the stale
    /// sources.
    /// </summary>
    public async Task<SnapshotNumbers> FreezePeopleAndAppsAsync(CancellationToken cancellation)
    {
        await ExecuteAsync(tables.Fill(tables.Lists, ListsSql()), cancellation);
        await ExecuteAsync($"ANALYZE {tables.Lists} (participant_id)", cancellation);
        await ExecuteAsync(tables.Fill(tables.Asked, AskedSql()), cancellation);
        await ExecuteAsync(ParticipantsSql(), cancellation);
        await ExecuteAsync(tables.Fill(tables.UsedApps, $"SELECT app_id FROM {tables.Items} GROUP BY app_id"), cancellation);
        await ExecuteAsync($"""
            INSERT INTO campaign_apps (campaign_id, app_id, external_id, name, publisher, publisher_verified, owner_email)
            SELECT @campaign, id, external_id, name, publisher, publisher_verified, owner_email
            FROM apps WHERE id IN (SELECT app_id FROM {tables.UsedApps})
            """, cancellation);
        await ExecuteAsync($"""
            INSERT INTO campaign_stale_sources (campaign_id, source, problem, last_succeeded_at, failure, grants)
            SELECT @campaign, s.name, s.problem, s.last_succeeded_at, s.failure,
                   (SELECT count(*) FROM {tables.Items} i JOIN grants g ON g.id = i.grant_id WHERE g.source = s.name)
            FROM ({StaleSources.Sql}) s
            """, cancellation);
        // Analyzed here instead of by autovacuum: the first messages are sent at once, and their queries need plans that know the table
        // sizes.
        await ExecuteAsync(
            "ANALYZE campaign_participants (id, campaign_id, shard, email); ANALYZE campaign_apps (campaign_id, app_id)",
            cancellation
        );
        await using var count = Command(
            "SELECT coalesce(sum(grant_count), 0)::bigint, count(*)::int, coalesce(max(shard), 0) FROM campaign_participants WHERE "
                + "campaign_id = @campaign"
        );
        await using var reader = await count.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new SnapshotNumbers(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2));
    }

    /// <summary>
    /// SHA-256 over the people in the byte order of their keys: for each one the key, a zero byte, and SHA-256 of their grants. The
    /// latter is over the grants in the order of their ids: for each one the id (8 bytes, big-endian) and the scope digest. Two levels
    /// keep every value small, whatever the population. Only frozen data goes in, so anybody who has the rows can compute it again.
    /// </summary>
    public async Task<byte[]> DigestAsync(CancellationToken cancellation)
    {
        await using var command = Command(
            $"""
            SELECT sha256(coalesce(string_agg(convert_to(key, 'UTF8') || '\x00' || digest, '' ORDER BY key COLLATE "C"), ''))
            FROM {tables.Asked}
            """
        );
        return (byte[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    // Aggregates read rows in the order of the subquery, so the rows are sorted once, in parallel, and not again for each person.
    private string ListsSql() => $"""
        SELECT participant_id, count(*)::int AS grants, sha256(string_agg(line, '')) AS digest
        FROM (SELECT participant_id, int8send(grant_id) || scope_digest AS line
              FROM {tables.Items} ORDER BY participant_id, grant_id) l
        GROUP BY participant_id
        """;

    private string AskedSql() =>
        $"""
            SELECT o.participant_id, {Key(
                "o.name",
                "o.ref"
            )} AS key, o.email, o.display_name, o.manager_email, slack.slack_user_id, slack.address AS slack_address,
                slack.candidates AS slack_candidates, l.grants, l.digest
            FROM {tables.People} o
            JOIN {tables.Lists} l ON l.participant_id = o.participant_id
            LEFT JOIN ({SlackSql}) slack ON slack.person = o.participant_id
            """;

    private string SlackSql => SlackMatch.Sql(
        $"""
        SELECT o.participant_id AS person, o.email AS address
        FROM {tables.People} o JOIN {tables.Lists} l ON l.participant_id = o.participant_id
        """,
        $"""
        SELECT a.participant_id AS person, a.user_id
        FROM {tables.Accounts} a JOIN {tables.Lists} l ON l.participant_id = a.participant_id
        """);

    private string ParticipantsSql() =>
        $"""
            INSERT INTO campaign_participants (id, campaign_id, key, email, display_name, manager_email, slack_user_id, slack_address,
                slack_candidates, shard, grant_count, open_count, state, reminders_sent, revision, painted_revision, page,
                scope_changes, scope_changes_told)
            SELECT participant_id, @campaign, key, email, display_name, manager_email, slack_user_id, slack_address, slack_candidates,
                   1 + (row_number() OVER (ORDER BY participant_id) - 1) / @shardSize, grants, grants, 'Waiting', 0, 0, 0, 1, 0, 0
            FROM {tables.Asked}
            """;

    /// <summary>
    /// SQL for a participant's key: readable, and made unique by twelve digits of a hash. Most names skip the regular expression, which
    /// would otherwise take most of the statement's time.
    /// </summary>
    /// <param name="name">SQL of the person's address, or of their account's id, in lower case.</param>
    /// <param name="reference">SQL of <c>email:…</c> or <c>account:provider:id</c>.</param>
    internal static string Key(string name, string reference) =>
        $"""
            coalesce(nullif(trim(BOTH '-' FROM left(
                CASE WHEN {name} ~ '^[a-z0-9@._+-]+$' THEN translate({name}, '@._+', '----')
                    ELSE regexp_replace({name}, '[^a-z0-9]+', '-', 'g') END, 43)), ''), 'person')
                || '-' || left(encode(sha256(convert_to({reference}, 'UTF8')), 'hex'), 12)
            """;

    private Task ExecuteAsync(string sql, CancellationToken cancellation) => RunAsync(Command(sql), cancellation);

    private static async Task RunAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using (command)
            await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql)
    {
        // A million grants take seconds; a busy server may need minutes. A timeout would roll the whole snapshot back.
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", plan.CampaignId);
        command.Parameters.AddWithValue("lead", NpgsqlDbType.Text, (object?)plan.Policy.LeadEmail ?? DBNull.Value);
        command.Parameters.AddWithValue("oldest", (plan.Now - plan.Policy.MaxInventoryAge).ToUniversalTime());
        command.Parameters.AddWithValue("shardSize", plan.Policy.ShardSize);
        if (plan.Closed.Count > 0)
            PreviousReviews.AddTo(command, plan.Closed);
        rules.AddTo(command);
        return command;
    }
}
