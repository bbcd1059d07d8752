using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Opening;

/// <param name="CampaignId">The campaign's row, already there.</param>
/// <param name="PreviousCampaignId">The campaign that drift is measured against.</param>
/// <param name="Items">The table that takes the frozen grants.</param>
/// <param name="PreviousItems">The table that holds those of earlier campaigns.</param>
internal sealed record SnapshotPlan(long CampaignId, CampaignPolicy Policy, DateTimeOffset Now, long? PreviousCampaignId, string Items, string PreviousItems);

internal sealed record SnapshotNumbers(long Grants, int Participants, int Shards);

/// <summary>
/// Freezes a campaign's population into its tables, with set-based SQL, on whatever transaction is open on the connection.
/// </summary>
internal sealed class CampaignSnapshot(NpgsqlConnection connection, SnapshotPlan plan)
{
    private readonly PopulationRules rules = new(plan.Policy, plan.Now);

    /// <summary>Working tables, apart from the rest: a rehearsal makes them before it gives up the right to make any.</summary>
    public static async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await BulkWork.BeginAsync(connection, cancellation);
        const string sql = "CREATE TEMP TABLE opening_owners (participant_id bigint NOT NULL, ref text NOT NULL, email text, user_id bigint) ON COMMIT DROP";
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Who is asked about what. One statement, so that it sees one state of the inventory even while an import commits: it assigns an
    /// owner to every active grant, numbers each owner's grants with the worst first, and keeps what was left out on purpose.
    /// </summary>
    public async Task FreezeItemsAsync(CancellationToken cancellation)
    {
        var sql = $"""
            WITH {OwnersSql()},
            {AskedSql()},
            numbered AS (
                SELECT grant_id, participant_id, ownership, row_number() OVER (PARTITION BY participant_id ORDER BY severity DESC, grant_id)::int AS number
                FROM asked {(rules.Excluded is null ? "" : "WHERE excluded < 1")})
            INSERT INTO {plan.Items} (campaign_id, grant_id, participant_id, number, provider, app_id, user_id, consent_type, ownership, risk,
                                      scopes, scope_digest, granted_at, last_used_at, drift, answer, voided_answers)
            SELECT @campaign, g.id, n.participant_id, n.number, g.provider, g.app_id, g.user_id, g.consent_type, n.ownership, g.risk,
                   g.scopes, g.scope_digest, g.granted_at, g.last_used_at, {DriftSql()}, 'None', 0
            FROM grants g JOIN numbered n ON n.grant_id = g.id {(plan.PreviousCampaignId is null ? "" : $"LEFT JOIN {plan.PreviousItems} p ON p.campaign_id = @previous AND p.grant_id = g.id")}
            """;
        await using var command = Command(sql);
        rules.AddTo(command);
        command.Parameters.AddWithValue("lead", NpgsqlDbType.Text, (object?)plan.Policy.LeadEmail ?? DBNull.Value);
        await command.ExecuteNonQueryAsync(cancellation);
        await ExecuteAsync("ANALYZE opening_owners", cancellation);
    }

    /// <summary>The people behind the frozen grants, their Slack accounts and their shards; the apps as they were called; the stale sources.</summary>
    public async Task<SnapshotNumbers> FreezePeopleAndAppsAsync(CancellationToken cancellation)
    {
        await ExecuteAsync(ParticipantsSql(), cancellation);
        await ExecuteAsync($"""
            INSERT INTO campaign_apps (campaign_id, app_id, external_id, name, publisher, publisher_verified, owner_email)
            SELECT @campaign, id, external_id, name, publisher, publisher_verified, owner_email
            FROM apps WHERE id IN (SELECT app_id FROM {plan.Items} WHERE campaign_id = @campaign)
            """, cancellation);
        await ExecuteAsync($"""
            INSERT INTO campaign_stale_sources (campaign_id, source, problem, last_succeeded_at, failure, grants)
            SELECT @campaign, s.name, s.problem, s.last_succeeded_at, s.failure,
                   (SELECT count(*) FROM {plan.Items} i JOIN grants g ON g.id = i.grant_id WHERE i.campaign_id = @campaign AND g.source = s.name)
            FROM ({StaleSources.Sql}) s
            """, cancellation);
        // Nobody waits for the autovacuum: the first messages go out at once, and their queries need plans that know the sizes.
        await ExecuteAsync("ANALYZE campaign_participants (id, campaign_id, shard, email); ANALYZE campaign_apps (campaign_id, app_id)", cancellation);
        await using var count = Command("SELECT coalesce(sum(grant_count), 0)::bigint, count(*)::int, coalesce(max(shard), 0) FROM campaign_participants WHERE campaign_id = @campaign");
        await using var reader = await count.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new SnapshotNumbers(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2));
    }

    /// <summary>
    /// SHA-256 over the people in the order of their keys, each by SHA-256 of the key, a zero byte, and for every grant in the order of
    /// its id: the id (8 bytes, big-endian) and the scope digest. Two levels, so that no value grows with the population.
    /// </summary>
    public async Task<byte[]> DigestAsync(CancellationToken cancellation)
    {
        await using var command = Command($"""
            SELECT sha256(coalesce(string_agg(sha256(convert_to(p.key, 'UTF8') || '\x00' || d.grants), '' ORDER BY p.key COLLATE "C"), ''))
            FROM (SELECT participant_id, string_agg(int8send(grant_id) || scope_digest, '' ORDER BY grant_id) AS grants
                  FROM {plan.Items} WHERE campaign_id = @campaign GROUP BY participant_id) d
            JOIN campaign_participants p ON p.id = d.participant_id
            """);
        return (byte[])(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>Everybody who could have to answer: accounts in good standing, told apart by email, and those responsible for the apps.</summary>
    private string OwnersSql() => $"""
        accounts AS MATERIALIZED (
            SELECT u.id AS user_id, u.email, coalesce('email:' || u.email, 'account:' || u.provider || ':' || u.external_id) AS ref, {rules.InGroups} AS in_groups
            FROM users u WHERE u.status <> 'Deactivated' AND u.vanished_at IS NULL),
        responsible AS MATERIALIZED (
            SELECT a.id AS app_id, coalesce(a.owner_email, @lead) AS email, coalesce('email:' || coalesce(a.owner_email, @lead), 'nobody') AS ref FROM apps a),
        owners AS MATERIALIZED (
            SELECT nextval((SELECT pg_get_serial_sequence('campaign_participants', 'id')::regclass)) AS participant_id, ref, email, user_id
            FROM (SELECT ref, min(email) AS email, min(user_id) AS user_id
                  FROM (SELECT ref, email, user_id FROM accounts UNION ALL SELECT ref, email, NULL FROM responsible) everybody GROUP BY ref) one),
        kept AS (INSERT INTO opening_owners SELECT participant_id, ref, email, user_id FROM owners)
        """;

    /// <summary>Every grant with whom it is asked of, and why of them; then what was left out, when anything is.</summary>
    private string AskedSql() => $"""
        asked AS {(rules.Excluded is null ? "" : "MATERIALIZED ")}(
            SELECT g.id AS grant_id, coalesce(own.participant_id, app.participant_id) AS participant_id,
                   CASE g.consent_type WHEN 'Tenant' THEN 'TenantWide' WHEN 'Application' THEN 'Service' ELSE CASE WHEN own.user_id IS NULL THEN 'Orphan' ELSE 'Own' END END AS ownership,
                   CASE g.risk WHEN 'Critical' THEN 4 WHEN 'High' THEN 3 WHEN 'Medium' THEN 2 ELSE 1 END AS severity
                   {(rules.Excluded is null ? "" : $", {rules.Excluded} AS excluded")}
            FROM grants g
            LEFT JOIN (SELECT a.user_id, a.in_groups, o.participant_id FROM accounts a JOIN owners o ON o.ref = a.ref) own ON own.user_id = g.user_id AND g.consent_type = 'Principal'
            LEFT JOIN (SELECT r.app_id, o.participant_id FROM responsible r JOIN owners o ON o.ref = r.ref) app ON app.app_id = g.app_id
            WHERE {rules.Filter})
        {(rules.Excluded is null ? "" : """
            , left_out AS (
                INSERT INTO campaign_excluded_grants (campaign_id, reason, grants)
                SELECT @campaign, (@reasons)[excluded], count(*) FROM asked WHERE excluded > 0 GROUP BY 2)
            """)}
        """;

    private string DriftSql() => plan.PreviousCampaignId is null ? "'Unknown'" : $"""
        CASE WHEN p.grant_id IS NULL THEN 'New'
             WHEN p.scope_digest <> g.scope_digest AND EXISTS (
                 SELECT FROM {plan.PreviousItems} i WHERE i.campaign_id = @previous AND i.grant_id = g.id AND {ScopeGrowth.Sql}) THEN 'ScopesGrown'
             WHEN p.class = 'Attested' THEN 'KeptLastTime'
             ELSE 'Unchanged' END
        """;

    private string ParticipantsSql() => $"""
        INSERT INTO campaign_participants (id, campaign_id, key, email, display_name, manager_email, slack_user_id, shard, grant_count, open_count,
                                           state, reminders_sent, revision, painted_revision, page, scope_changes, scope_changes_told)
        SELECT n.participant_id, @campaign,
               {Key("lower(coalesce(o.email, u.external_id, o.ref))", "o.ref")},
               o.email, coalesce(person.name, u.display_name), coalesce(person.manager, u.manager_email), slack.id,
               1 + (row_number() OVER (ORDER BY n.participant_id) - 1) / @shardSize, n.grants, n.grants, 'Waiting', 0, 0, 0, 1, 0, 0
        FROM (SELECT participant_id, count(*)::int AS grants FROM {plan.Items} WHERE campaign_id = @campaign GROUP BY participant_id) n
        JOIN opening_owners o ON o.participant_id = n.participant_id
        LEFT JOIN users u ON u.id = o.user_id AND o.email IS NULL
        LEFT JOIN (SELECT email, min(display_name) AS name, min(manager_email) AS manager FROM users
                   WHERE email IS NOT NULL AND status <> 'Deactivated' AND vanished_at IS NULL GROUP BY email) person ON person.email = o.email
        LEFT JOIN (SELECT email, min(slack_user_id) AS id FROM slack_users WHERE email IS NOT NULL AND NOT deleted AND NOT is_bot GROUP BY email) slack ON slack.email = o.email
        """;

    /// <summary>
    /// A participant's key: readable, and unique by twelve digits of a hash. Most names need no regular expression, which would cost most
    /// of the statement.
    /// </summary>
    /// <param name="name">SQL of the person's address, or of their account's id, in lower case.</param>
    /// <param name="reference">SQL of <c>email:…</c> or <c>account:provider:id</c>.</param>
    internal static string Key(string name, string reference) => $"""
        coalesce(nullif(trim(BOTH '-' FROM left(
            CASE WHEN {name} ~ '^[a-z0-9@._+-]+$' THEN translate({name}, '@._+', '----') ELSE regexp_replace({name}, '[^a-z0-9]+', '-', 'g') END, 47)), ''), 'person')
            || '-' || left(encode(sha256(convert_to({reference}, 'UTF8')), 'hex'), 12)
        """;

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Command(sql);
        command.Parameters.AddWithValue("oldest", (plan.Now - plan.Policy.MaxInventoryAge).ToUniversalTime());
        command.Parameters.AddWithValue("shardSize", plan.Policy.ShardSize);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql)
    {
        // A million grants take seconds; a busy server may need minutes, and half a snapshot is of no use.
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", plan.CampaignId);
        if (plan.PreviousCampaignId is { } previous)
            command.Parameters.AddWithValue("previous", previous);
        return command;
    }
}
