using Npgsql;
using OAuthAttest.Campaigns.Closing;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Grants;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Reporting;

/// <summary>The columns of a campaign's row that the report uses.</summary>
internal sealed record ReportedCampaign(
    long Id,
    CampaignState State,
    string RequestedBy,
    DateTimeOffset OpenedAt,
    DateTimeOffset ClosesAt,
    DateTimeOffset? ClosedAt,
    long Grants,
    long People,
    string Digest,
    string DictionaryVersion,
    WorklistState Worklist,
    string? WorklistDigest,
    string? HoldReasons,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string PolicyJson,
    long? ActiveGrants,
    long? UnownedOutside
);

/// <summary>The report's queries: each returns a bounded number of rows.</summary>
internal sealed class ReportQueries(NpgsqlConnection connection, ScopeDictionary dictionary)
{
    private const int PeopleNamed = 20;
    private const int GrantsNamed = 10;

    public async Task<ReportedCampaign?> FindAsync(CampaignKey key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            SELECT id, state, requested_by, opened_at, closes_at, closed_at, grant_count, participant_count::bigint,
                encode(population_digest, 'hex'), dictionary_version,
                   worklist_state, encode(worklist_digest, 'hex'), hold_reasons, worklist_decided_by, worklist_decided_at,
                policy_json::text, active_grants, unowned_outside
            FROM campaigns WHERE key = @key
            """, connection);
        command.Parameters.AddWithValue("key", key.ToString());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        return new ReportedCampaign(
            reader.GetInt64(0),
            reader.Named<CampaignState>(1),
            reader.GetString(2),
            reader.Instant(3),
            reader.Instant(4),
            reader.InstantOrNull(5),
            reader.GetInt64(6),
            reader.GetInt64(7),
            reader.GetString(8),
            reader.GetString(9),
            reader.Named<WorklistState>(10),
            reader.TextOrNull(11),
            reader.TextOrNull(12),
            reader.TextOrNull(13),
            reader.InstantOrNull(14),
            reader.GetString(15),
            reader.NumberOrNull(16),
            reader.NumberOrNull(17)
        );
    }

    public Task<List<ItemGroup>> GroupsAsync(ReportedCampaign campaign, CancellationToken cancellation) => ReadAsync(campaign, $"""
        SELECT risk, class, ownership, answer, is_narrowed, count(*)
        FROM (SELECT i.risk, i.ownership, i.answer, i.without_scopes IS NOT NULL AS is_narrowed,
                     coalesce(i.class, {Classification.Sql}) AS class
              FROM campaign_items i JOIN campaign_participants p ON p.id = i.participant_id WHERE i.campaign_id = @campaign) c
        GROUP BY risk, class, ownership, answer, is_narrowed
        """,
        reader => new ItemGroup(
            reader.Named<Risk>(0), reader.Named<GrantClass>(1), reader.Named<Ownership>(2), reader.Named<Answer>(3), reader.GetBoolean(4),
            reader.GetInt64(5)),
        cancellation);

    public async Task<long> AppsAsync(ReportedCampaign campaign, CancellationToken cancellation) =>
        (
            await ReadAsync(
                campaign,
                "SELECT count(*) FROM campaign_apps WHERE campaign_id = @campaign",
                reader => reader.GetInt64(0),
                cancellation
            )
        )[0];

    // The first four counts after the total are disjoint and add up to it; people who were never asked are part of the unreachable ones.
    public async Task<UserCoverage> UsersAsync(ReportedCampaign campaign, CancellationToken cancellation) =>
        (
            await ReadAsync(
                campaign,
                $"""
                SELECT count(*), count(*) FILTER (WHERE open_count = 0),
                       count(*) FILTER (WHERE open_count > 0 AND open_count < grant_count AND NOT undelivered),
                       count(*) FILTER (WHERE open_count > 0 AND open_count = grant_count AND NOT undelivered),
                       count(*) FILTER (WHERE open_count > 0 AND undelivered),
                       count(*) FILTER (WHERE open_count > 0 AND undelivered AND state = 'Waiting' AND {IsPastCutOff(campaign)}),
                       count(*) FILTER (WHERE open_count > 0 AND undelivered AND slack_candidates IS NOT NULL)
                FROM (SELECT state, open_count, grant_count, slack_candidates, (state = 'Unreachable' OR asked_at IS NULL) AS undelivered
                    FROM campaign_participants WHERE campaign_id = @campaign) p
                """,
                reader => new UserCoverage(
                    reader.GetInt64(0),
                    reader.GetInt64(1),
                    reader.GetInt64(2),
                    reader.GetInt64(3),
                    reader.GetInt64(4),
                    reader.GetInt64(5),
                    reader.GetInt64(6)
                ),
                cancellation
            )
        )[0];

    public async Task<OrchestrationNumbers> OrchestrationsAsync(CampaignKey key, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT coalesce(sum(failures), 0)::bigint, coalesce(sum(revivals), 0)::bigint FROM orchestration_failures WHERE "
                + "campaign_key = @key",
            connection
        );
        command.Parameters.AddWithValue("key", key.ToString());
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new OrchestrationNumbers(reader.GetInt64(0), reader.GetInt64(1));
    }

    public async Task<WorklistNumbers> WorklistAsync(ReportedCampaign campaign, CancellationToken cancellation)
    {
        var (size, narrowed) = (
            await ReadAsync(
                campaign,
                """
                SELECT count(*), count(*) FILTER (WHERE reason = 'Narrowed') FROM revocation_worklist
                WHERE campaign_id = @campaign AND reason <> 'FoundByAudit'
                """,
                reader => (reader.GetInt64(0), reader.GetInt64(1)),
                cancellation
            )
        )[0];
        return new WorklistNumbers(
            campaign.Worklist,
            size,
            campaign.WorklistDigest,
            campaign.HoldReasons?.Split('\n') ?? [],
            campaign.DecidedBy,
            campaign.DecidedAt,
            narrowed,
            CampaignPolicyJson.Read(campaign.PolicyJson).RemovesUnnamed
        );
    }

    public async Task<IReadOnlyList<UnreachablePerson>> UnreachableAsync(ReportedCampaign campaign, CancellationToken cancellation) =>
        await ReadAsync(
            campaign,
            $"""
            SELECT key, display_name, email, grant_count::bigint,
                   coalesce(CASE WHEN state = 'Unreachable' THEN unreachable_reason END,
                       CASE WHEN slack_candidates IS NOT NULL THEN '{UnreachableReason.Ambiguous}'
                       WHEN email IS NULL AND slack_user_id IS NULL THEN '{UnreachableReason.NoAddress}'
                       WHEN {IsPastCutOff(campaign)} THEN '{UnreachableReason.NeverAsked}'
                       WHEN slack_user_id IS NULL THEN '{UnreachableReason.NoAccount}' ELSE '{UnreachableReason.NotAskedYet}' END),
                   slack_candidates
            FROM campaign_participants
            WHERE campaign_id = @campaign AND (state = 'Unreachable' OR asked_at IS NULL) AND open_count > 0
            ORDER BY (state = 'Unreachable') = {IsPastCutOff(campaign)}, grant_count DESC, id LIMIT {PeopleNamed}
            """,
            reader => new UnreachablePerson(
                reader.GetString(0),
                reader.TextOrNull(1),
                reader.TextOrNull(2),
                reader.GetInt64(3),
                reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.Texts(5),
                UnreachableReason.AdviceOf(reader.GetString(4))
            ),
            cancellation
        );

    public async Task<IReadOnlyList<KeptGrant>> RiskiestKeptAsync(ReportedCampaign campaign, CancellationToken cancellation) =>
        await ReadAsync(
            campaign,
            $"""
            SELECT i.grant_id, a.name, a.publisher, a.publisher_verified, i.risk, i.consent_type, p.email, i.reason, i.provider, i.scopes
            FROM campaign_items i
            JOIN campaign_apps a ON a.campaign_id = i.campaign_id AND a.app_id = i.app_id
            JOIN campaign_participants p ON p.id = i.participant_id
            WHERE i.campaign_id = @campaign AND i.answer = 'Keep' AND coalesce(i.class, 'Attested') = 'Attested'
              AND i.without_scopes IS NULL
            ORDER BY array_position(ARRAY['Critical', 'High', 'Medium', 'Low']::varchar[], i.risk), array_position(ARRAY['Application',
                'Tenant', 'Principal']::varchar[], i.consent_type),
                     a.publisher_verified IS TRUE, i.grant_id
            LIMIT {GrantsNamed}
            """,
            Kept,
            cancellation
        );

    public async Task<IReadOnlyList<ExcludedGrants>> ExclusionsAsync(ReportedCampaign campaign, CancellationToken cancellation) =>
        await ReadAsync(
            campaign,
            "SELECT reason, grants FROM campaign_excluded_grants WHERE campaign_id = @campaign ORDER BY reason",
            reader => new ExcludedGrants(reader.GetString(0), reader.GetInt64(1)),
            cancellation
        );

    public async Task<IReadOnlyList<NotEvaluatedSource>> NotEvaluatedAsync(ReportedCampaign campaign, CancellationToken cancellation) =>
        await ReadAsync(
            campaign,
            "SELECT source, last_succeeded_at, failure, grants FROM campaign_stale_sources WHERE campaign_id = @campaign ORDER BY source",
            reader => new NotEvaluatedSource(reader.GetString(0), reader.InstantOrNull(1), reader.TextOrNull(2), reader.GetInt64(3)),
            cancellation
        );

    // After the cut-off nobody is asked any more, so a person who is still Waiting was never asked.
    private static string IsPastCutOff(ReportedCampaign campaign) => campaign.State == CampaignState.Open ? "false" : "true";

    private KeptGrant Kept(NpgsqlDataReader reader)
    {
        var consent = reader.Named<ConsentType>(5);
        var abilities = dictionary.ExplainAll(ProviderName.Parse(reader.GetString(8)), reader.Texts(9), consent);
        return new KeptGrant(
            reader.GetInt64(0),
            reader.GetString(1),
            reader.TextOrNull(2),
            reader.FlagOrNull(3),
            reader.Named<Risk>(4),
            consent,
            reader.TextOrNull(6),
            abilities.Count == 0 ? "The provider did not say what it may do." : abilities[0].Sentence,
            reader.TextOrNull(7)
        );
    }

    private async Task<List<T>> ReadAsync<T>(
        ReportedCampaign campaign,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaign.Id);
        return await command.ListAsync(read, cancellation);
    }
}
