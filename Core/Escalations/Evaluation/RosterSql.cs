namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// The queries that compare actors with the roster, any number in one statement. Parameters, each with one entry an actor: the account
/// (<c>@providers</c>, <c>@ids</c>), an app's client id (<c>@clients</c>), and <c>@emails</c>, all the addresses that the consent tells, as
/// lines of one text. The first column is the actor's number, from 1.
/// </summary>
internal static class RosterSql
{
    // Read before the people: otherwise an import in between could make a source look fresh although its people were read before.
    public const string Sources =
        "SELECT name, last_succeeded_at, last_failed_at, incomplete_because FROM roster_sources "
        + "ORDER BY last_succeeded_at NULLS FIRST, name";

    /// <summary>
    /// The state of the roster in one text. Each import changes it, in the transaction that changes the people; read before the people, it
    /// tells later whether they are still those that were compared.
    /// </summary>
    public const string Version =
        "SELECT coalesce(string_agg(concat_ws(' ', name, last_succeeded_at, last_failed_at, incomplete_because), '|' ORDER BY name), '') "
        + "FROM roster_sources";

    private const string Asked = """
        WITH asked AS (
            SELECT told.* FROM unnest(@providers, @ids, @clients, @emails) WITH ORDINALITY AS told (provider, id, client, emails, n))
        """;

    // The accounts of the inventory that are the actor's, by id and by each address that they have, and all their addresses. One address of
    // a person leads to the person's other accounts, and these to further addresses.
    private const string Person = """
        WITH told AS (SELECT unnest(string_to_array(a.emails, E'\n')) AS email),
        known AS (
            SELECT u.provider, u.external_id, u.email, u.aliases, u.display_name FROM users u
            WHERE u.provider = a.provider AND u.external_id = a.id
            UNION
            SELECT u.provider, u.external_id, u.email, u.aliases, u.display_name FROM users u JOIN told t ON u.email = t.email
            UNION
            SELECT u.provider, u.external_id, u.email, u.aliases, u.display_name FROM users u
            JOIN told t ON u.aliases <> '{}' AND u.aliases @> ARRAY[t.email]::text[]),
        addresses AS (
            SELECT email FROM told
            UNION SELECT email FROM known WHERE email IS NOT NULL
            UNION SELECT unnest(aliases) FROM known),
        others AS (
            SELECT * FROM known
            UNION
            SELECT u.provider, u.external_id, u.email, u.aliases, u.display_name FROM users u JOIN addresses a ON u.email = a.email
            UNION
            SELECT u.provider, u.external_id, u.email, u.aliases, u.display_name FROM users u
            JOIN addresses a ON u.aliases <> '{}' AND u.aliases @> ARRAY[a.email]::text[]),
        emails AS (
            SELECT email FROM addresses
            UNION SELECT email FROM others WHERE email IS NOT NULL
            UNION SELECT unnest(aliases) FROM others),
        accounts AS (
            SELECT a.provider, a.id AS external_id WHERE a.id IS NOT NULL
            UNION SELECT provider, external_id FROM others)
        """;

    /// <summary>The gravest entry that lists each actor; no row for an actor whom none lists.</summary>
    public const string Listed =
        Asked
        + " SELECT a.n, entry.* FROM asked a CROSS JOIN LATERAL ("
        + Person
        + """
        , found AS (
            SELECT r.* FROM privileged_roster r JOIN emails e ON r.email = e.email
            UNION SELECT r.* FROM privileged_roster r JOIN emails e ON r.aliases @> ARRAY[e.email]::text[]
            UNION SELECT r.* FROM privileged_roster r JOIN accounts c ON c.provider = r.provider AND c.external_id = r.external_id
            UNION SELECT r.* FROM privileged_roster r WHERE r.provider = a.provider AND r.client_id IN (a.client, a.id))
        SELECT f.category, f.role, s.last_succeeded_at, f.name, coalesce(f.email, (SELECT min(email) FROM emails))
        FROM found f LEFT JOIN roster_sources s ON s.name = f.source
        ORDER BY array_position(ARRAY['Admin', 'Executive', 'Finance', 'Custom'], f.category::text), s.last_succeeded_at DESC NULLS LAST,
            f.id
        LIMIT 1) AS entry
        """;

    // An entry can be compared with the actor by an address if both have one, and by an id if the actor's account at the entry's provider
    // is known. The inventory gives both sides what the consent and the list leave out. The roster is read twice for all actors together:
    // its addresses without tags, and the few kinds of keys that each source has.
    /// <summary>
    /// For actors whom no entry lists: the entry that may be the actor's all the same (an address that differs by its tag only), the
    /// sources with entries that cannot be compared, and who the actor is by the inventory.
    /// </summary>
    public const string NotListed =
        Asked
        + ", person AS MATERIALIZED (SELECT a.n, known.* FROM asked a CROSS JOIN LATERAL ("
        + Person
        + """
         SELECT ARRAY(SELECT email FROM emails) AS emails, EXISTS (SELECT FROM known) AS is_known,
                ARRAY(SELECT DISTINCT provider::text FROM accounts) AS providers,
                (SELECT display_name FROM known WHERE provider = a.provider AND external_id = a.id) AS name,
                (SELECT min(email) FROM emails) AS email) AS known),
        bases AS (
            SELECT p.n, split_part(split_part(e.email, '@', 1), '+', 1) || '@' || split_part(e.email, '@', 2) AS base
            FROM person p CROSS JOIN unnest(p.emails) AS e (email)),
        listed AS (
            SELECT DISTINCT r.source, split_part(split_part(l.email, '@', 1), '+', 1) || '@' || split_part(l.email, '@', 2) AS base
            FROM privileged_roster r CROSS JOIN unnest(r.aliases || r.email::text) AS l (email)),
        possible AS (
            SELECT n, min(source) AS source FROM (
                SELECT b.n, l.source FROM bases b JOIN listed l ON l.base = b.base
                UNION ALL
                SELECT b.n, r.source FROM bases b
                JOIN users u ON u.email = b.base OR (u.aliases <> '{}' AND u.aliases @> ARRAY[b.base])
                JOIN privileged_roster r ON r.email = u.email OR r.email = ANY (u.aliases)
                  OR (r.provider = u.provider AND r.external_id = u.external_id)) AS both_ways
            GROUP BY n),
        keys AS MATERIALIZED (
            SELECT DISTINCT r.source, CASE WHEN r.external_id IS NULL THEN '' ELSE r.provider END AS provider,
                            r.email IS NOT NULL OR r.aliases <> '{}' AS by_email
            FROM privileged_roster r WHERE NOT r.is_app)
        SELECT p.n, possible.source, p.is_known AND p.emails <> '{}', other.sources, other.providers, p.name, p.email
        FROM person p LEFT JOIN possible ON possible.n = p.n
        CROSS JOIN LATERAL (
            SELECT array_agg(k.source ORDER BY k.source, k.provider) AS sources,
                   array_agg(CASE WHEN k.by_email THEN '' ELSE k.provider END ORDER BY k.source, k.provider) AS providers
            FROM keys k
            WHERE NOT (k.by_email AND p.emails <> '{}') AND NOT (k.provider <> '' AND k.provider = ANY (p.providers))) AS other
        """;
}
