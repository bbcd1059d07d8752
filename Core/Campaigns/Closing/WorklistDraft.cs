using Npgsql;
using OAuthAttest.Persistence;

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
    // Without restore recipes: they are made before an item is carried out, from the inventory of that time.
    private const string WriteSql = """
        INSERT INTO revocation_worklist (campaign_id, grant_id, reason, created_at)
        SELECT i.campaign_id, i.grant_id,
               CASE WHEN i.class = 'Unanswered' THEN 'Unanswered' WHEN i.answer = 'NotMine' THEN 'NotRecognised' ELSE 'RemovedByOwner' END,
               @now
        FROM campaign_items i
        WHERE i.campaign_id = @campaign AND (i.class = 'Remove' OR (i.class = 'Unanswered' AND @silent))
        ORDER BY i.grant_id
        """;

    // Every field has a fixed width except the reason, which ends with a zero byte, so that two different lists never hash the same
    // bytes.
    private const string DigestSql = """
        SELECT count(w.grant_id), sha256(convert_to(min(c.key), 'UTF8') || '\x00' || coalesce(string_agg(
                   int8send(w.grant_id) || convert_to(w.reason, 'UTF8') || '\x00' || i.scope_digest, '' ORDER BY w.grant_id), ''))
        FROM campaigns c
        LEFT JOIN (revocation_worklist w JOIN campaign_items i ON i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id)
            ON w.campaign_id = c.id
        WHERE c.id = @campaign
        """;

    public async Task<DraftedWorklist> WriteAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await BulkWork.BeginAsync(connection, grants, cancellation);
        await using var write = Command(WriteSql);
        write.Parameters.AddWithValue("now", now.ToUniversalTime());
        write.Parameters.AddWithValue("silent", policy.Silence != SilencePolicy.Keep);
        await write.ExecuteNonQueryAsync(cancellation);
        var (size, digest) = await DigestAsync(cancellation);
        var reasons = await new CircuitBreaker(connection, campaignId, policy).ReasonsAsync(cancellation);
        return new DraftedWorklist(size, digest, reasons);
    }

    private async Task<(long Size, byte[] Digest)> DigestAsync(CancellationToken cancellation)
    {
        await using var command = Command(DigestSql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return (reader.GetInt64(0), reader.Bytes(1));
    }

    private NpgsqlCommand Command(string sql)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("campaign", campaignId);
        return command;
    }
}
