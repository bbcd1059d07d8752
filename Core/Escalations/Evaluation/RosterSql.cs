namespace OAuthAttest.Escalations.Evaluation;

/// <summary>
/// The queries that compare one actor with the roster. Parameters: the account (<c>@provider</c>, <c>@id</c>), an app's
/// <c>@client</c>, and <c>@emails</c>, all the addresses that the consent tells.
/// </summary>
internal static class RosterSql
{
    // Read before the people: otherwise an import in between could make a source look fresh although its people were read before.
    public const string Sources =
        "SELECT name, last_succeeded_at, last_failed_at, incomplete_because FROM roster_sources "
        + "ORDER BY last_succeeded_at NULLS FIRST, name";

    // The accounts of the inventory that are the actor's, by id and by each address that they have, and all their addresses. One address of
    // a person leads to the person's other accounts, and these to further addresses.
    private const string Person = """
        WITH told AS (SELECT unnest(@emails) AS email),
        known AS (
            SELECT u.provider, u.external_id, u.email, u.aliases, u.display_name FROM users u
            WHERE u.provider = @provider AND u.external_id = @id
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
            SELECT @provider AS provider, @id AS external_id WHERE @id IS NOT NULL
            UNION SELECT provider, external_id FROM others)
        """;

    /// <summary>The gravest entry that lists the actor.</summary>
    public const string Listed =
        Person
        + """
        , found AS (
            SELECT r.* FROM privileged_roster r JOIN emails e ON r.email = e.email
            UNION SELECT r.* FROM privileged_roster r JOIN emails e ON r.aliases @> ARRAY[e.email]::text[]
            UNION SELECT r.* FROM privileged_roster r JOIN accounts a ON a.provider = r.provider AND a.external_id = r.external_id
            UNION SELECT r.* FROM privileged_roster r WHERE r.provider = @provider AND r.client_id IN (@client, @id))
        SELECT f.category, f.role, s.last_succeeded_at, f.name, coalesce(f.email, (SELECT min(email) FROM emails))
        FROM found f LEFT JOIN roster_sources s ON s.name = f.source
        ORDER BY array_position(ARRAY['Admin', 'Executive', 'Finance', 'Custom'], f.category::text), s.last_succeeded_at DESC NULLS LAST,
            f.id
        LIMIT 1
        """;

    // An entry can be compared with the actor by an address if both have one, and by an id if the actor's account at the entry's provider
    // is known. The inventory gives both sides what the consent and the list leave out.
    /// <summary>
    /// For an actor whom no entry lists: the entry that may be the actor's all the same (an address that differs by its tag only), the
    /// sources with entries that cannot be compared, and who the actor is by the inventory.
    /// </summary>
    public const string NotListed =
        Person
        + """
        , bases AS (SELECT split_part(split_part(email, '@', 1), '+', 1) || '@' || split_part(email, '@', 2) AS base FROM emails),
        possible AS (
            SELECT r.source, r.category, r.role FROM privileged_roster r
            CROSS JOIN unnest(r.aliases || r.email::text) AS listed (email)
            JOIN bases b ON b.base = split_part(split_part(listed.email, '@', 1), '+', 1) || '@' || split_part(listed.email, '@', 2)
            UNION
            SELECT r.source, r.category, r.role FROM bases b
            JOIN users u ON u.email = b.base OR (u.aliases <> '{}' AND u.aliases @> ARRAY[b.base])
            JOIN privileged_roster r ON r.email = u.email OR r.email = ANY (u.aliases)
              OR (r.provider = u.provider AND r.external_id = u.external_id)),
        incomparable AS (
            SELECT DISTINCT r.source, CASE WHEN r.external_id IS NULL THEN '' ELSE r.provider END AS provider,
                            r.email IS NOT NULL OR r.aliases <> '{}' AS by_email
            FROM privileged_roster r
            WHERE NOT r.is_app
              AND NOT ((r.email IS NOT NULL OR r.aliases <> '{}') AND EXISTS (SELECT FROM emails))
              AND NOT (r.external_id IS NOT NULL AND r.provider IN (SELECT provider FROM accounts)))
        SELECT (SELECT source FROM possible ORDER BY source LIMIT 1),
               EXISTS (SELECT FROM known) AND EXISTS (SELECT FROM emails),
               ARRAY(SELECT source FROM incomparable ORDER BY source, provider),
               ARRAY(SELECT CASE WHEN by_email THEN '' ELSE provider END FROM incomparable ORDER BY source, provider),
               (SELECT display_name FROM known WHERE provider = @provider AND external_id = @id),
               (SELECT min(email) FROM emails)
        """;
}
