using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations.Executing;

namespace OAuthAttest.Revocations.HandingOver;

/// <summary>An active grant of a client, and the worklist that could take it.</summary>
/// <param name="Account">Whose it is, as far as the inventory names them; null: everybody's, or the app's own.</param>
/// <param name="CampaignId">The newest campaign that asked about it and whose list is released; null: there is none.</param>
/// <param name="State">As it stands on that list; null: it is not on it.</param>
public sealed record ClientGrant(
    long GrantId, string Client, string Provider, string? Account, long? CampaignId, string? Campaign, RevocationState? State);

/// <summary>A grant that is to be put on a campaign's list.</summary>
public sealed record HandedGrant(long CampaignId, long GrantId);

/// <summary>
/// Puts grants on the worklist of a campaign that asked about them: not because of an answer there, but because an audit found their app,
/// and a named person decided that they go. From there they are revoked, read again, told and put back like all others of the list.
/// </summary>
public sealed class GrantHandOver(NpgsqlDataSource database)
{
    // A list that waits for a decision is not added to: what somebody is about to approve would be another one.
    private const string FindSql = """
        SELECT g.id, a.external_id, g.provider, coalesce(u.email, u.external_id, g.principal_external_id), c.id, c.key, w.state
        FROM grants g
        JOIN apps a ON a.id = g.app_id
        LEFT JOIN users u ON u.id = g.user_id
        LEFT JOIN LATERAL (
            SELECT c.id, c.key FROM campaigns c JOIN campaign_items i ON i.campaign_id = c.id AND i.grant_id = g.id
            WHERE c.worklist_state = 'Released' ORDER BY c.opened_at DESC LIMIT 1) c ON true
        LEFT JOIN revocation_worklist w ON w.campaign_id = c.id AND w.grant_id = g.id
        WHERE a.external_id = ANY($1) AND g.status = 'Active'
        ORDER BY g.id LIMIT $2
        """;

    private const string KnownSql = """
        SELECT DISTINCT a.external_id FROM apps a
        WHERE a.external_id = ANY($1) AND EXISTS (SELECT FROM grants g WHERE g.app_id = a.id AND g.status = 'Active')
        """;

    private const string StatesSql = """
        SELECT w.campaign_id, w.grant_id, w.state, g.status = 'Active'
        FROM unnest($1, $2) AS one (campaign_id, grant_id)
        JOIN revocation_worklist w ON w.campaign_id = one.campaign_id AND w.grant_id = one.grant_id
        JOIN grants g ON g.id = w.grant_id
        """;

    /// <summary>All active grants of these clients, at whichever provider.</summary>
    /// <param name="most">No more than so many, and one.</param>
    public async Task<IReadOnlyList<ClientGrant>> FindAsync(IReadOnlyList<string> clients, int most, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(FindSql);
        command.Parameters.Add(new() { Value = clients.ToArray() });
        command.Parameters.Add(new() { Value = most + 1 });
        return await command.ListAsync(
            row => new ClientGrant(
                row.GetInt64(0), row.GetString(1), row.GetString(2), row.TextOrNull(3), row.IsDBNull(4) ? null : row.GetInt64(4),
                row.TextOrNull(5), row.IsDBNull(6) ? null : row.Named<RevocationState>(6)),
            cancellation);
    }

    /// <summary>Those of the clients that have an active grant.</summary>
    public async Task<IReadOnlyList<string>> KnownAsync(IReadOnlyList<string> clients, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(KnownSql);
        command.Parameters.Add(new() { Value = clients.ToArray() });
        return await command.ListAsync(row => row.GetString(0), cancellation);
    }

    /// <summary>How what was handed over stands by now.</summary>
    public async Task<IReadOnlyList<RevocationState>> StatesAsync(IReadOnlyList<HandedGrant> handed, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(StatesSql);
        command.Parameters.Add(new() { Value = handed.Select(one => one.CampaignId).ToArray() });
        command.Parameters.Add(new() { Value = handed.Select(one => one.GrantId).ToArray() });
        return await command.ListAsync(row => row.Named<RevocationState>(2), cancellation);
    }

    /// <summary>May be repeated: what is on the list stays as it stands there.</summary>
    /// <param name="by">The named person who decided it.</param>
    /// <param name="why">The subject of the decision in the audit log.</param>
    public async Task AddAsync(
        IReadOnlyList<HandedGrant> handed, string by, string why, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var list in handed.GroupBy(one => one.CampaignId).OrderBy(list => list.Key))
        {
            await using var insert = new NpgsqlBatch(connection, transaction);
            insert.BatchCommands.Add(Statements.Of($"""
                WITH list AS (SELECT id, key FROM campaigns WHERE id = {list.Key} AND worklist_state = 'Released' FOR UPDATE),
                added AS (
                    INSERT INTO revocation_worklist (campaign_id, grant_id, reason, provider, created_at, state, next_at, approved_by,
                        approved_at)
                    SELECT list.id, g.id, {WorklistReason.FoundByAudit}, g.provider, {now}, {RevocationState.Approved}, {now}, {by}, {now}
                    FROM list, grants g JOIN campaign_items i ON i.campaign_id = {list.Key} AND i.grant_id = g.id
                    WHERE g.id = ANY({list.Select(one => one.GrantId).ToArray()})
                    ON CONFLICT DO NOTHING RETURNING grant_id)
                SELECT list.key, count(added.grant_id) FROM list LEFT JOIN added ON true GROUP BY list.key
                """));
            var (key, added) = await ReadAsync(insert, cancellation);
            if (key is null || added == 0)
                continue;
            var entry = new AuditEntry(AuditKinds.RevocationHandedOver, $"campaign/{key}/worklist", by, new Dictionary<string, object?>
            {
                ["because"] = why,
                ["items"] = added,
            });
            await AuditLog.AppendAsync(transaction, now, [entry], cancellation);
        }
        await transaction.CommitAsync(cancellation);
    }

    private static async Task<(string? Key, long Added)> ReadAsync(NpgsqlBatch batch, CancellationToken cancellation)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.GetString(0), reader.GetInt64(1)) : (null, 0);
    }
}
