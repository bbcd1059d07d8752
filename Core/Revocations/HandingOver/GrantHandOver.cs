using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Revocations.HandingOver;

/// <summary>An active grant of a client, and the worklist that could take it.</summary>
/// <param name="App">Its name.</param>
/// <param name="Account">Whose it is, as far as the inventory names them; null: everybody's, or the app's own.</param>
/// <param name="CampaignId">The newest campaign that asked about it and whose whole list is released; null: there is none.</param>
/// <param name="State">As it stands on that list; null: it is not on it.</param>
/// <param name="IsNarrowed">The list takes only some of its scopes.</param>
/// <param name="IsProtected">The campaign holds every list with grants of this app for its own approvers.</param>
/// <param name="Scopes">SHA-256 over what it may do now, lower-case hex.</param>
public sealed record ClientGrant(
    long GrantId,
    string App,
    string Client,
    string Provider,
    string? Account,
    long? CampaignId,
    string? Campaign,
    RevocationState? State,
    bool IsNarrowed,
    bool IsProtected,
    string Scopes
);

/// <summary>A grant that is to be put on a campaign's list.</summary>
public sealed record HandedGrant(long CampaignId, long GrantId);

/// <summary>
/// Puts grants on the worklist of a campaign that asked about them: not because of an answer there, but because an audit found their app,
/// and a named person decided that they go. From there they are revoked, read again, told and put back like all others of the list.
/// </summary>
public sealed class GrantHandOver(NpgsqlDataSource database, IOptions<RevocationOptions> options)
{
    // A list of which something waits for a decision is not added to: what somebody is about to approve would be another one.
    private const string TakesMore = """
        c.worklist_state = 'Released' AND NOT EXISTS (
            SELECT FROM revocation_worklist q WHERE q.campaign_id = c.id AND q.state IN ('Queued', 'Held'))
        """;

    private const string FindSql = $"""
        WITH lists AS MATERIALIZED (SELECT id, key, opened_at, policy_json FROM campaigns c WHERE {TakesMore})
        SELECT g.id, a.name, a.external_id, g.provider, coalesce(u.email, u.external_id, g.principal_external_id), c.id, c.key, w.state,
               w.without_scopes IS NOT NULL,
               EXISTS (SELECT FROM jsonb_array_elements_text(c.policy_json -> 'breaker' -> 'protectedApps') AS p (app)
                       WHERE lower(p.app) = lower(a.external_id)),
               encode(g.scope_digest, 'hex')
        FROM grants g
        JOIN apps a ON a.id = g.app_id
        LEFT JOIN users u ON u.id = g.user_id
        LEFT JOIN LATERAL (
            SELECT c.id, c.key, c.policy_json FROM lists c JOIN campaign_items i ON i.campaign_id = c.id AND i.grant_id = g.id
            ORDER BY c.opened_at DESC LIMIT 1) c ON true
        LEFT JOIN revocation_worklist w ON w.campaign_id = c.id AND w.grant_id = g.id
        WHERE a.external_id = ANY($1) AND g.status = 'Active'
        ORDER BY g.id LIMIT $2
        """;

    private const string KnownSql = """
        SELECT DISTINCT a.external_id FROM apps a
        WHERE a.external_id = ANY($1) AND EXISTS (SELECT FROM grants g WHERE g.app_id = a.id AND g.status = 'Active')
        """;

    private const string StatesSql = """
        SELECT w.state
        FROM unnest($1, $2) AS one (campaign_id, grant_id)
        JOIN revocation_worklist w ON w.campaign_id = one.campaign_id AND w.grant_id = one.grant_id
        WHERE w.reason = 'FoundByAudit'
        """;

    // What an app got since the campaign is part of this decision: the plan was made of it.
    private const string AddSql = $"""
        WITH list AS (SELECT id, key FROM campaigns c WHERE id = $1 AND {TakesMore} FOR UPDATE),
        added AS (
            INSERT INTO revocation_worklist (campaign_id, grant_id, reason, provider, created_at, state, next_at, approved_by,
                approved_at, grown_scopes)
            SELECT list.id, g.id, 'FoundByAudit', g.provider, $4, 'Approved', $4, $3, $4,
                ARRAY(SELECT unnest(g.scopes) EXCEPT SELECT unnest(i.scopes) ORDER BY 1)
            FROM list, grants g JOIN campaign_items i ON i.campaign_id = $1 AND i.grant_id = g.id
            WHERE g.id = ANY($2)
            ON CONFLICT DO NOTHING RETURNING grant_id)
        SELECT list.key, count(added.grant_id) FROM list LEFT JOIN added ON true GROUP BY list.key
        """;

    /// <summary>Whether lists are carried out here; else each is for a person, who would not see what came to it later.</summary>
    public bool IsOpen => options.Value.Mode != RevocationMode.Worklist;

    /// <summary>All active grants of these clients, at whichever provider.</summary>
    /// <param name="most">No more than so many, and one.</param>
    public async Task<IReadOnlyList<ClientGrant>> FindAsync(IReadOnlyList<string> clients, int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(FindSql);
        command.Parameters.Add(new() { Value = Forms(clients) });
        command.Parameters.Add(new() { Value = most + 1 });
        return await command.ListAsync(
            row => new ClientGrant(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.TextOrNull(4),
                row.IsDBNull(5) ? null : row.GetInt64(5), row.TextOrNull(6), row.IsDBNull(7) ? null : row.Named<RevocationState>(7),
                row.GetBoolean(8), row.GetBoolean(9), row.GetString(10)),
            cancellation);
    }

    /// <summary>Those of the clients that have an active grant.</summary>
    public async Task<IReadOnlyList<string>> KnownAsync(IReadOnlyList<string> clients, CancellationToken cancellation)
    {
        if (clients.Count == 0)
            return [];
        await using var command = database.CreateCommand(KnownSql);
        command.Parameters.Add(new() { Value = Forms(clients) });
        var found = await command.ListAsync(row => row.GetString(0), cancellation);
        return [.. clients.Where(client =>
            found.Contains(client, StringComparer.Ordinal) || found.Contains(Canonical(client), StringComparer.Ordinal))];
    }

    /// <summary>How what was handed over stands by now; what is on its list for another reason is left out.</summary>
    public async Task<IReadOnlyList<RevocationState>> StatesAsync(IReadOnlyList<HandedGrant> handed, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(StatesSql);
        command.Parameters.Add(new() { Value = handed.Select(one => one.CampaignId).ToArray() });
        command.Parameters.Add(new() { Value = handed.Select(one => one.GrantId).ToArray() });
        return await command.ListAsync(row => row.Named<RevocationState>(0), cancellation);
    }

    /// <summary>May be repeated: what is on the list stays as it stands there.</summary>
    /// <param name="by">The named person who decided it.</param>
    /// <param name="why">The subject of the decision in the audit log.</param>
    public async Task AddAsync(
        IReadOnlyList<HandedGrant> handed, string by, string why, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var entries = new List<AuditEntry>();
        foreach (var list in handed.GroupBy(one => one.CampaignId).OrderBy(list => list.Key))
        {
            await using var insert = new NpgsqlCommand(AddSql, connection, transaction);
            insert.Parameters.Add(new() { Value = list.Key });
            insert.Parameters.Add(new() { Value = list.Select(one => one.GrantId).ToArray() });
            insert.Parameters.Add(new() { Value = by });
            insert.Parameters.Add(new() { Value = now.UtcDateTime });
            var answer = await insert.ListAsync(row => (Key: row.GetString(0), Added: row.GetInt64(1)), cancellation);
            if (answer is not [{ Added: > 0 } done])
                continue;
            entries.Add(new AuditEntry(AuditKinds.RevocationHandedOver, $"campaign/{done.Key}/worklist", by, new Dictionary<string, object?>
            {
                ["because"] = why,
                ["items"] = done.Added,
            }));
        }
        await AuditLog.AppendAndCommitAsync(transaction, now, entries, cancellation);
    }

    /// <summary>Entra's ids are GUIDs, which others write in either case.</summary>
    private static string[] Forms(IReadOnlyList<string> clients) =>
        [.. clients.Concat(clients.Select(Canonical)).Distinct(StringComparer.Ordinal)];

    private static string Canonical(string client) => ClientId.Canonical(ProviderName.Entra, client, "");
}
