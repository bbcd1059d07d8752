using Npgsql;

namespace OAuthAttest.Campaigns.Opening;

/// <summary>Writes a campaign's own row: the key first, the counts at the end.</summary>
internal static class CampaignRowWriter
{
    /// <summary>
    /// Inserts the row with the key. Null when the key exists; waits for another opening of the same key that is in progress.
    /// </summary>
    public static async Task<long?> AddAsync(
        NpgsqlConnection connection, OpenCampaign open, IReadOnlyList<ClosedCampaign> closed, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            INSERT INTO campaigns (key, state, requested_by, opened_at, closes_at, policy_json, dictionary_version, population_digest,
                                   grant_count, participant_count, shard_count, previous_campaign_id, worklist_state)
            VALUES (@key, 'Open', @by, @now, @closes, @policy::jsonb, @dictionary, ''::bytea, 0, 0, 0, @previous, 'None')
            ON CONFLICT (key) DO NOTHING
            RETURNING id
            """, connection);
        command.Parameters.AddWithValue("key", open.Key.ToString());
        command.Parameters.AddWithValue("by", open.RequestedBy);
        command.Parameters.AddWithValue("now", open.Now.ToUniversalTime());
        command.Parameters.AddWithValue("closes", (open.Now + open.Policy.ResponseWindow).ToUniversalTime());
        command.Parameters.AddWithValue("policy", CampaignPolicyJson.Write(open.Policy));
        command.Parameters.AddWithValue("dictionary", open.DictionaryVersion);
        var previous = closed.Count == 0 ? DBNull.Value : (object)closed[0].Id;
        command.Parameters.AddWithValue("previous", NpgsqlTypes.NpgsqlDbType.Bigint, previous);
        return await command.ExecuteScalarAsync(cancellation) as long?;
    }

    public static async Task CompleteAsync(
        NpgsqlConnection connection,
        long campaignId,
        SnapshotNumbers numbers,
        InventoryNumbers inventory,
        byte[] digest,
        CancellationToken cancellation
    )
    {
        await using var command = new NpgsqlCommand("""
            UPDATE campaigns SET grant_count = @grants, participant_count = @people, shard_count = @shards, population_digest = @digest,
                active_grants = @active, unowned_outside = @unowned
                WHERE id = @campaign
            """, connection);
        command.Parameters.AddWithValue("grants", numbers.Grants);
        command.Parameters.AddWithValue("people", numbers.Participants);
        command.Parameters.AddWithValue("shards", numbers.Shards);
        command.Parameters.AddWithValue("digest", digest);
        command.Parameters.AddWithValue("active", inventory.Active);
        command.Parameters.AddWithValue("unowned", inventory.UnownedOutside);
        command.Parameters.AddWithValue("campaign", campaignId);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
