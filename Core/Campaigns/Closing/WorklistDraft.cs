using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns.Closing;

/// <param name="Size">Grants on it.</param>
/// <param name="Digest">Binds an approval to exactly this list.</param>
/// <param name="HoldReasons">Why the circuit breaker holds it; empty when it does not.</param>
internal sealed record DraftedWorklist(long Size, byte[] Digest, IReadOnlyList<string> HoldReasons);

/// <summary>
/// Writes the revoke worklist from the classes, set-based, on the transaction that is open, and checks it with the circuit breaker.
/// </summary>
internal sealed class WorklistDraft(NpgsqlConnection connection, long campaignId, long grants, CampaignPolicy policy)
{
    // Writes the list and digests it in one pass over the items. Without restore recipes: they are made before an item is carried out,
    // from the inventory of that time.
    private const string WriteSql = $"""
        WITH list AS MATERIALIZED (
            SELECT i.grant_id, i.scope_digest, i.provider,
                   CASE WHEN i.class = 'Attested' THEN i.without_scopes END AS without_scopes,
                   CASE WHEN i.class = 'Attested' THEN 'Narrowed' WHEN i.class = 'Unanswered' THEN 'Unanswered'
                        WHEN i.answer = 'NotMine' THEN 'NotRecognised' ELSE 'RemovedByOwner' END AS reason
            FROM campaign_items i
            WHERE i.campaign_id = @campaign AND (i.class = 'Remove' OR (i.class = 'Unanswered' AND @silent)
                OR (i.class = 'Attested' AND i.without_scopes IS NOT NULL))
            ORDER BY i.grant_id),
        written AS (
            INSERT INTO revocation_worklist (campaign_id, grant_id, reason, provider, without_scopes, created_at)
            SELECT @campaign, grant_id, reason, provider, without_scopes, @now FROM list)
        SELECT count(*), {WorklistDigest.Sql}
        FROM list
        """;

    public async Task<DraftedWorklist> WriteAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await BulkWork.BeginAsync(connection, grants, cancellation);
        var (size, digest) = await WriteListAsync(now, cancellation);
        var reasons = await new CircuitBreaker(connection, campaignId, policy).ReasonsAsync(cancellation);
        return new DraftedWorklist(size, digest, reasons);
    }

    private async Task<(long Size, byte[] Digest)> WriteListAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(WriteSql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        command.Parameters.AddWithValue("silent", policy.Silence != SilencePolicy.Keep);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.Bytes(1));
    }
}
