using OAuthAttest.Campaigns.Reaching;

namespace OAuthAttest.Campaigns.Opening;

/// <summary>The queries that determine who is asked about which grant.</summary>
internal sealed class PopulationSql(SnapshotTables tables, PopulationRules rules, SnapshotPlan plan)
{
    public const string ItemColumns =
        "campaign_id, grant_id, participant_id, frozen_risk, provider, app_id, user_id, consent_type, ownership, risk, scopes, "
            + "scope_digest, "
        + "granted_at, last_used_at, drift, answer, reason, answered_at, answered_by, voided_answers, kept_scopes, "
        + "without_scopes, class";

    private const string AccountRef = "coalesce('email:' || u.email, 'account:' || u.provider || ':' || u.external_id)";
    private const string AppRef = "coalesce('email:' || coalesce(a.owner_email, @lead), 'nobody')";
    private const string IsEnabled = SlackMatch.IsEnabled;

    /// <summary>
    /// Everybody who might have to answer: accounts that are neither deactivated nor vanished, one person per email, and those
    /// responsible for apps. Sorted by account id, because most inventories list grants in that order, and nearly sorted rows are cheap
    /// to sort and to index.
    /// </summary>
    public string People =>
        $"""
            SELECT nextval((SELECT pg_get_serial_sequence('campaign_participants', 'id')::regclass)) AS participant_id, one.*
            FROM (SELECT ref, min(email) AS email, min(user_id) AS user_id, min(display_name) AS display_name,
                min(manager_email) AS manager_email, bool_or(in_groups) AS in_groups,
                         lower(coalesce(min(email), min(external_id), ref)) AS name
                  FROM (SELECT {AccountRef} AS ref, u.email, u.id AS user_id, u.display_name, u.manager_email, CASE WHEN u.email IS NULL
                      THEN u.external_id END AS external_id, {rules.InGroups} AS in_groups
                        FROM users u WHERE {IsEnabled}
                        UNION ALL
                        SELECT DISTINCT {AppRef}, coalesce(a.owner_email, @lead), NULL::bigint, NULL, NULL, NULL, {rules.IsUnfiltered}
                            FROM apps a) everybody
                  GROUP BY ref ORDER BY min(user_id), ref) one
            """;

    public string Accounts =>
        $"SELECT u.id AS user_id, p.participant_id, p.in_groups FROM users u JOIN {tables.People} p ON p.ref = {AccountRef} "
            + $"WHERE {IsEnabled}";

    public string Apps =>
        $"SELECT a.id AS app_id, p.participant_id, p.in_groups FROM apps a JOIN {tables.People} p ON p.ref = {AppRef}";

    /// <summary>The frozen grants. The column types are those of the parent table of the partition.</summary>
    public string Items =>
        $"""
            SELECT @campaign AS campaign_id, g.id AS grant_id, coalesce(own.participant_id, app.participant_id) AS participant_id,
                   (CASE g.risk WHEN 'Critical' THEN 4 WHEN 'High' THEN 3 WHEN 'Medium' THEN 2 ELSE 1 END)::smallint AS frozen_risk,
                   g.provider, g.app_id, g.user_id, g.consent_type,
                   (CASE WHEN own.user_id IS NOT NULL THEN 'Own' WHEN g.consent_type = 'Tenant' THEN 'TenantWide'
                       WHEN g.consent_type = 'Application' THEN 'Service' ELSE 'Orphan' END)::varchar(32) AS ownership,
                   g.risk, g.scopes, g.scope_digest, g.granted_at, g.last_used_at, ({DriftSql})::varchar(32) AS drift,
                   'None'::varchar(32) AS answer, NULL::varchar(1000) AS reason, NULL::timestamptz AS answered_at,
                       NULL::varchar(64) AS answered_by,
                   0 AS voided_answers, NULL::text[] AS kept_scopes, NULL::text[] AS without_scopes,
                       NULL::varchar(32) AS class
            FROM {Owned} {(plan.Closed.Count == 0 ? "" : $"LEFT JOIN ({PreviousReviews.Sql(plan.PreviousItems)}) p ON p.grant_id = g.id")}
            WHERE {rules.Filter}{(rules.Excluded is null ? "" : $" AND {rules.Excluded} < 1")}
            """;

    /// <summary>Counts the grants that the policy's exclusions leave out, per reason.</summary>
    public string LeftOut =>
        $"""
            INSERT INTO campaign_excluded_grants (campaign_id, reason, grants)
            SELECT @campaign, (@reasons)[excluded], count(*) FROM (SELECT {rules.Excluded} AS excluded FROM {Owned} WHERE {rules.Filter}) e
                WHERE excluded > 0 GROUP BY 2
            """;

    /// <summary>Counts all active grants, and those outside the filter that are no person's own.</summary>
    public string Inventory => plan.Policy.Filter.IsEmpty
        ? "SELECT count(*), 0::bigint FROM grants g WHERE g.status = 'Active'"
        : $"""
            SELECT count(*), count(*) FILTER (WHERE own.user_id IS NULL AND NOT ({rules.Filter}))
            FROM {Owned} WHERE g.status = 'Active'
            """;

    /// <summary>Grants with the person who is asked: the account's person, or else the person responsible for the app.</summary>
    private string Owned => $"""
        grants g
        LEFT JOIN {tables.Accounts} own ON own.user_id = g.user_id AND g.consent_type = 'Principal'
        LEFT JOIN {tables.Apps} app ON app.app_id = g.app_id
        """;

    // A grant that no closed campaign covered is new only if it appeared since the last one opened: a filter may have left it out.
    private string DriftSql =>
        plan.Closed.Count == 0
            ? "'Unknown'"
            : $"""
                CASE WHEN p.grant_id IS NULL THEN CASE WHEN g.first_seen_at >= @lastOpened THEN 'New' ELSE 'Unknown' END
                     WHEN p.scope_digest <> g.scope_digest AND EXISTS (
                         SELECT FROM {plan.PreviousItems} i WHERE i.campaign_id = p.campaign_id AND i.grant_id = g.id AND {ScopeGrowth.Sql})
                             THEN 'ScopesGrown'
                     WHEN p.class = 'Attested' THEN 'KeptLastTime'
                     ELSE 'Unchanged' END
                """;
}
