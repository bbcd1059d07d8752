namespace OAuthAttest.Campaigns.Reaching;

/// <summary>
/// The only rule for which Slack account is a person's: the one active, human account of the own workspace that has one of the person's
/// addresses. Two such accounts are ambiguous, and none of them is taken.
/// </summary>
internal static class SlackMatch
{
    /// <summary>Whether an account <c>u</c> of the inventory is in use.</summary>
    public const string IsEnabled = "u.status <> 'Deactivated' AND u.vanished_at IS NULL";

    /// <summary>Whether a Slack account <c>s</c> may be somebody's: a member or a guest of the own workspace.</summary>
    public const string IsUsable = "NOT s.deleted AND NOT s.is_bot AND NOT s.is_external";

    /// <summary>
    /// SQL of <c>(person, slack_user_id, address, candidates)</c> for those of the people whom any Slack account matches. An alias that
    /// another person's account at the same provider has too says nothing: it is left out. People without an account of their own (an
    /// app's owner, a manager) are looked for by the account that has their address as an alias, if only one person's has.
    /// </summary>
    /// <param name="people">SQL of <c>(person, address)</c>: each person once, with the main address or null.</param>
    /// <param name="accounts">SQL of <c>(person, user_id)</c>: the people's accounts that are in use.</param>
    public static string Sql(string people, string accounts) => $"""
        WITH person AS ({people}),
        own AS ({accounts}),
        lone AS MATERIALIZED (
            SELECT p.person, p.address FROM person p
            WHERE p.address IS NOT NULL AND NOT EXISTS (SELECT FROM own o WHERE o.person = p.person)),
        known AS (
            SELECT l.person, array_agg(u.id) AS ids FROM lone l
            JOIN users u ON u.aliases <> '{"{}"}' AND u.aliases @> ARRAY[l.address]::text[] AND {IsEnabled}
            GROUP BY l.person HAVING count(DISTINCT coalesce(u.email, u.provider || ':' || u.external_id)) = 1),
        every AS (SELECT person, user_id FROM own UNION ALL SELECT person, unnest(ids) FROM known),
        alias AS (
            SELECT e.person, u.id, u.provider, u.email, s.slack_user_id, s.email AS address
            FROM every e JOIN users u ON u.id = e.user_id AND u.aliases <> '{"{}"}'
            CROSS JOIN unnest(u.aliases) AS a (address)
            JOIN slack_users s ON s.email = a.address AND {IsUsable}),
        match AS (
            SELECT p.person, s.slack_user_id, s.email AS address FROM person p JOIN slack_users s ON s.email = p.address AND {IsUsable}
            UNION
            SELECT k.person, s.slack_user_id, s.email FROM known k JOIN users u ON u.id = ANY(k.ids)
            JOIN slack_users s ON s.email = u.email AND {IsUsable}
            UNION
            SELECT a.person, a.slack_user_id, a.address FROM alias a
            WHERE NOT EXISTS (SELECT FROM users u WHERE u.provider = a.provider AND u.email = a.address
                              AND u.email IS DISTINCT FROM a.email AND {IsEnabled})
              AND NOT EXISTS (SELECT FROM users u WHERE u.aliases <> '{"{}"}' AND u.aliases @> ARRAY[a.address]::text[]
                              AND u.provider = a.provider AND u.id <> a.id AND (u.email IS NULL OR u.email IS DISTINCT FROM a.email)
                              AND {IsEnabled}))
        SELECT person, CASE WHEN count(DISTINCT slack_user_id) = 1 THEN min(slack_user_id) END AS slack_user_id,
               CASE WHEN count(DISTINCT slack_user_id) = 1 THEN min(address) END AS address,
               CASE WHEN count(DISTINCT slack_user_id) > 1 THEN array_agg(DISTINCT slack_user_id ORDER BY slack_user_id)::text[] END
                   AS candidates
        FROM match GROUP BY person
        """;
}
