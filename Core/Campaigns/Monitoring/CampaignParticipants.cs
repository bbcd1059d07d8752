using Npgsql;

namespace OAuthAttest.Campaigns.Monitoring;

/// <param name="Shard">From 1.</param>
/// <param name="AfterId">The last id of the previous page; 0 for the first page.</param>
/// <param name="Take">At most 1000.</param>
public sealed record ListShard(long CampaignId, int Shard, long AfterId, int Take);

/// <param name="NextAfterId">Null on the last page.</param>
public sealed record ShardPage(IReadOnlyList<ParticipantRef> Participants, long? NextAfterId);

/// <param name="Id">The participant's row.</param>
/// <param name="Key">The participant's key, as used in instance ids: <see cref="CampaignKey.ParticipantInstanceId"/>.</param>
public sealed record ParticipantRef(long Id, string Key);

/// <summary>Lists the people of a campaign in pages small enough for a durable payload.</summary>
public sealed class CampaignParticipants(NpgsqlDataSource source)
{
    public async Task<ShardPage> ListShardAsync(ListShard list, CancellationToken cancellation)
    {
        var take = Math.Clamp(list.Take, 1, 1000);
        await using var command = source.CreateCommand("""
            SELECT id, key FROM campaign_participants
            WHERE campaign_id = $1 AND shard = $2 AND id > $3 ORDER BY id LIMIT $4
            """);
        command.Parameters.AddWithValue(list.CampaignId);
        command.Parameters.AddWithValue(list.Shard);
        command.Parameters.AddWithValue(list.AfterId);
        command.Parameters.AddWithValue(take);
        var page = new List<ParticipantRef>(take);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            page.Add(new ParticipantRef(reader.GetInt64(0), reader.GetString(1)));
        return new ShardPage(page, page.Count == take ? page[^1].Id : null);
    }
}
