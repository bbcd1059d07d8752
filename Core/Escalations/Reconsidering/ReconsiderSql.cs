using System.Globalization;

namespace OAuthAttest.Escalations.Reconsidering;

/// <summary>Finds the consents of people who are new in a roster. Parameters: <c>@news</c> the rows, <c>@after</c>, <c>@most</c>.</summary>
internal static class ReconsiderSql
{
    // Everything that the inventory knows these people by, in two steps, as the roster's own query does for one person.
    private const string People = """
        WITH news AS MATERIALIZED (SELECT * FROM roster_news WHERE id = ANY (@news)),
        told AS (
            SELECT source, found_at, email FROM news WHERE email IS NOT NULL
            UNION SELECT source, found_at, unnest(aliases) FROM news),
        known AS (
            SELECT n.source, n.found_at, u.provider, u.external_id, u.email, u.aliases FROM news n
            JOIN users u ON u.provider = n.provider AND u.external_id = n.external_id
            UNION
            SELECT t.source, t.found_at, u.provider, u.external_id, u.email, u.aliases FROM told t JOIN users u ON u.email = t.email
            UNION
            SELECT t.source, t.found_at, u.provider, u.external_id, u.email, u.aliases FROM told t
            JOIN users u ON u.aliases <> '{}' AND u.aliases @> ARRAY[t.email]::text[]),
        addresses AS (
            SELECT source, found_at, email FROM told
            UNION SELECT source, found_at, email FROM known WHERE email IS NOT NULL
            UNION SELECT source, found_at, unnest(aliases) FROM known),
        others AS (
            SELECT * FROM known
            UNION
            SELECT a.source, a.found_at, u.provider, u.external_id, u.email, u.aliases FROM addresses a JOIN users u ON u.email = a.email
            UNION
            SELECT a.source, a.found_at, u.provider, u.external_id, u.email, u.aliases FROM addresses a
            JOIN users u ON u.aliases <> '{}' AND u.aliases @> ARRAY[a.email]::text[]),
        bases AS MATERIALIZED (
            SELECT DISTINCT source, found_at, split_part(split_part(email, '@', 1), '+', 1) || '@' || split_part(email, '@', 2) AS base
            FROM (
                SELECT source, found_at, email FROM addresses
                UNION SELECT source, found_at, email FROM others WHERE email IS NOT NULL
                UNION SELECT source, found_at, unnest(aliases) FROM others) AS every),
        accounts AS MATERIALIZED (
            SELECT source, found_at, provider, external_id FROM news WHERE external_id IS NOT NULL
            UNION SELECT source, found_at, provider, client_id FROM news WHERE client_id IS NOT NULL
            UNION SELECT source, found_at, provider, external_id FROM others)
        """;

    // What was decided without the role: an exit because nobody privileged was seen, an escalation that paged nobody, and what is being
    // decided now, perhaps with the roster of before. An address that differs by its tag only makes somebody unknown, so it counts
    // here too.
    public static readonly string Find = People + string.Create(CultureInfo.InvariantCulture, $$"""
        , open AS MATERIALIZED (
            SELECT c.id, c.received_at, c.provider, c.person_client_id, c.principals,
                   CASE WHEN c.provider = 'entra' THEN lower(c.person_external_id) ELSE c.person_external_id END AS person,
                   split_part(split_part(c.person_email, '@', 1), '+', 1) || '@' || split_part(c.person_email, '@', 2) AS base
            FROM consents c LEFT JOIN escalations e ON e.consent_id = c.id
            WHERE c.id > @after AND c.source <> 'Drill'
              AND c.received_at >= (SELECT min(found_at) FROM news) - interval '{{RoleReconsideration.Reach.TotalHours}} hours'
              AND (e.consent_id IS NULL
                OR (e.revision = c.revision AND e.verdict = 'Exit' AND e.rules @> ARRAY['{{RuleNames.StandardUser}}']::text[])
                OR (e.revision = c.revision AND e.verdict = 'Escalate' AND e.privilege = 'Unknown'
                    AND NOT EXISTS (SELECT FROM escalation_outbox o WHERE o.incident_id = e.incident_id AND o.kind = 'Page')))),
        found AS (
            SELECT o.id, b.source, b.found_at, o.received_at FROM open o JOIN bases b ON b.base = o.base
            UNION
            SELECT o.id, b.source, b.found_at, o.received_at FROM open o JOIN bases b ON b.base = lower(o.person)
            UNION
            SELECT o.id, a.source, a.found_at, o.received_at FROM open o
            JOIN accounts a ON a.provider = o.provider AND a.external_id = o.person
            UNION
            SELECT o.id, a.source, a.found_at, o.received_at FROM open o
            JOIN accounts a ON a.provider = o.provider AND a.external_id = o.person_client_id
            UNION
            SELECT o.id, a.source, a.found_at, o.received_at
            FROM open o CROSS JOIN unnest(o.principals) AS p (id) JOIN accounts a ON a.provider = o.provider AND a.external_id = p.id)
        SELECT f.id, min(f.source) FROM found f
        WHERE f.received_at >= f.found_at - interval '{{RoleReconsideration.Reach.TotalHours}} hours'
        GROUP BY f.id ORDER BY f.id LIMIT @most
        """);

    // Consents are locked in the order of their ids by every writer. A decision that is being committed is waited for, and a decision that
    // read the roster before finds another revision when it commits, and begins again.
    /// <summary>Makes a revision of each, with the row that starts its decision. Parameters: <c>@ids</c>, <c>@now</c>.</summary>
    public const string Reopen = """
        WITH picked AS MATERIALIZED (SELECT id FROM consents WHERE id = ANY (@ids) ORDER BY id FOR UPDATE),
        reopened AS (
            UPDATE consents c SET revision = c.revision + 1 FROM picked WHERE c.id = picked.id RETURNING c.id, c.key, c.revision),
        started AS (
            INSERT INTO escalation_outbox (key, kind, consent_id, state, attempts, next_attempt_at, created_at)
            SELECT 'start:' || key || ':' || revision, 'Start', id, 'Pending', 0, @now, @now FROM reopened
            ON CONFLICT DO NOTHING)
        SELECT id, key, revision FROM reopened ORDER BY id
        """;
}
