using Npgsql;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Persistence;

namespace OAuthAttest.Campaigns.Monitoring;

/// <param name="Shard">From 1.</param>
/// <param name="AfterId">The last id of the previous page; 0 for the first page.</param>
/// <param name="Take">At most 1000.</param>
public sealed record ListShard(long CampaignId, int Shard, long AfterId, int Take);

/// <param name="NextAfterId">Null on the last page.</param>
public sealed record ShardPage(IReadOnlyList<ParticipantRef> Participants, long? NextAfterId);

/// <param name="Id">The participant's row.</param>
/// <param name="Key">The participant's key, as used in instance ids: <see cref="CampaignKey.ParticipantInstanceId"/>.</param>
/// <param name="TimeZone">As Slack tells it; null where it is not known.</param>
public sealed record ParticipantRef(long Id, string Key, string? TimeZone = null);

/// <summary>Lists the people of a campaign in pages small enough for a durable payload.</summary>
public sealed class CampaignParticipants(NpgsqlDataSource source)
{
    public async Task<ShardPage> ListShardAsync(ListShard list, CancellationToken cancellation)
    {
        var take = Math.Clamp(list.Take, 1, 1000);
        await using var command = source.CreateCommand("""
            SELECT p.id, p.key, u.time_zone FROM campaign_participants p LEFT JOIN slack_users u ON u.slack_user_id = p.slack_user_id
            WHERE p.campaign_id = $1 AND p.shard = $2 AND p.id > $3 ORDER BY p.id LIMIT $4
            """);
        command.Parameters.AddWithValue(list.CampaignId);
        command.Parameters.AddWithValue(list.Shard);
        command.Parameters.AddWithValue(list.AfterId);
        command.Parameters.AddWithValue(take);
        var page = new List<ParticipantRef>(take);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            page.Add(new ParticipantRef(reader.GetInt64(0), reader.GetString(1), reader.TextOrNull(2)));
        return new ShardPage(page, page.Count == take ? page[^1].Id : null);
    }

    /// <exception cref="InvalidOperationException">There is no such campaign.</exception>
    public async Task<CampaignSending> ReadSendingAsync(long campaignId, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT policy_json, closes_at, participant_count FROM campaigns WHERE id = $1");
        command.Parameters.AddWithValue(campaignId);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new CampaignSending(CampaignPolicyJson.Read(reader.GetString(0)).Sending, reader.Instant(1), reader.GetInt32(2))
            : throw new InvalidOperationException($"There is no campaign with the id {campaignId}.");
    }
}
