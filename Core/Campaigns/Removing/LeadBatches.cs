using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;
using OAuthAttest.Revocations.Pausing;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>
/// Puts together which items one message to the lead names. Their rows have its time before it is sent, as with what people are told.
/// </summary>
internal sealed class LeadBatches(NpgsqlDataSource database)
{
    /// <summary>So long apart two messages are at least: what fails or comes back in between is told together.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    /// <summary>So long the first waits while other items of the campaign are due for a call.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMinutes(10);

    private const int MostItems = 2000;
    private const string Since = "greatest(ordered_at, reappeared_at, CASE WHEN restore_state = 'Failed' THEN restore_at END)";
    private const string New = $"coalesce(lead_telling_at IS NULL OR lead_telling_at < {Since}, false)";

    /// <summary>The <see cref="NoticeGroup"/> of an item.</summary>
    private const string Group = """
        CASE WHEN state IN ('Reappeared', 'Reopened') THEN 'CameBack'
             WHEN state IN ('Questioned', 'Failed', 'ByHand') THEN state
             WHEN state IN ('Absent', 'Closed') AND restore_state = 'Failed' THEN 'NotRestored'
             ELSE 'Settled' END
        """;

    private const string LookSql = $"""
        SELECT EXISTS (SELECT FROM revocation_worklist WHERE campaign_id = @campaign AND {TellingRules.ForLead} AND {New}),
               (SELECT min(lead_telling_at) FROM revocation_worklist
                WHERE campaign_id = @campaign AND {TellingRules.ForLead} AND NOT {New})
        """;

    private const string GatherSql = $"""
        WITH campaign AS (SELECT id, lead_told_of_items_at AS last FROM campaigns WHERE id = @campaign FOR NO KEY UPDATE),
        waiting AS MATERIALIZED (
            SELECT grant_id, {Since} AS since
            FROM revocation_worklist WHERE campaign_id = @campaign AND {TellingRules.ForLead} AND {New}
            ORDER BY grant_id LIMIT @items),
        judged AS MATERIALIZED (
            SELECT c.last, c.last > @now - @apart AS is_soon, NOT EXISTS (SELECT FROM waiting WHERE since <= @now - @gathering) AND EXISTS (
                SELECT FROM revocation_worklist WHERE campaign_id = @campaign AND state IN ('Approved', 'Revoking') AND next_at <= @now
                ) AS is_busy
            FROM campaign c),
        noted AS (
            UPDATE campaigns c SET lead_told_of_items_at = @now FROM judged j
            WHERE c.id = @campaign AND NOT coalesce(j.is_soon, false) AND NOT j.is_busy AND EXISTS (SELECT FROM waiting)
            RETURNING c.id),
        told AS (
            UPDATE revocation_worklist w SET lead_telling_at = @now, lead_told_at = NULL
            FROM noted n, waiting x WHERE w.campaign_id = n.id AND w.grant_id = x.grant_id)
        SELECT EXISTS (SELECT FROM noted), CASE WHEN is_soon THEN last + @apart WHEN is_busy THEN @now + @gathering END FROM judged
        """;

    private const string CampaignSql = "SELECT key, policy_json::text FROM campaigns WHERE id = @campaign";

    private const string CountsSql = $"""
        SELECT {Group}, count(*) FROM revocation_worklist WHERE campaign_id = @campaign AND lead_telling_at = @telling GROUP BY 1
        """;

    private const string ItemsSql = $"""
        WITH grouped AS (
            SELECT *, {Group} AS of_group FROM revocation_worklist WHERE campaign_id = @campaign AND lead_telling_at = @telling),
        numbered AS (
            SELECT *, row_number() OVER (PARTITION BY of_group ORDER BY grant_id) AS place FROM grouped WHERE of_group <> 'Settled')
        SELECT w.grant_id, w.of_group, a.name, i.provider, i.consent_type, a.external_id, app.object_id, g.external_id, g.resource,
               coalesce(u.external_id, g.principal_external_id), u.email, w.problem, w.absent_at, w.reappeared_at, a.owner_email,
               w.without_scopes
        FROM numbered w
        JOIN campaign_items i ON i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id
        JOIN campaign_apps a ON a.campaign_id = i.campaign_id AND a.app_id = i.app_id
        JOIN apps app ON app.id = i.app_id
        JOIN grants g ON g.id = w.grant_id
        LEFT JOIN users u ON u.id = i.user_id
        WHERE w.place <= 3
        ORDER BY w.grant_id
        """;

    private const string ReappearedSql = """
        SELECT grant_id FROM revocation_worklist
        WHERE campaign_id = @campaign AND lead_telling_at = @telling AND state = 'Reappeared' ORDER BY grant_id
        """;

    private const string MarkSql = """
        UPDATE revocation_worklist SET lead_told_at = @now
        WHERE campaign_id = @campaign AND lead_telling_at = @telling AND lead_told_at IS NULL
        """;

    /// <returns>Whether something is to be put together, and the oldest message that is not settled.</returns>
    public async Task<(bool IsNew, DateTimeOffset? Waiting)> LookAsync(long campaignId, CancellationToken cancellation)
    {
        await using var command = Command(LookSql, campaignId);
        return (await command.ListAsync(row => (row.GetBoolean(0), row.InstantOrNull(1)), cancellation))[0];
    }

    /// <returns>When to look again; null: the items have their message now.</returns>
    public async Task<DateTimeOffset?> GatherAsync(long campaignId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = Command(GatherSql, campaignId);
        command.Parameters.AddWithValue("now", RemovalBatches.Whole(now).ToUniversalTime());
        command.Parameters.AddWithValue("apart", Apart);
        command.Parameters.AddWithValue("gathering", Gathering);
        command.Parameters.AddWithValue("items", MostItems);
        return (await command.ListAsync(row => row.InstantOrNull(1), cancellation)).SingleOrDefault();
    }

    /// <summary>What the message says now. Null: no item has this time.</summary>
    public async Task<LeadNotice?> ReadAsync(
        long campaignId, DateTimeOffset tellingAt, PausedRevocations? paused, CancellationToken cancellation)
    {
        await using var of = Command(CampaignSql, campaignId);
        var (key, policy) = (await of.ListAsync(
            row => (CampaignKey.Parse(row.GetString(0)), CampaignPolicyJson.Read(row.GetString(1))), cancellation))[0];
        await using var counting = Command(CountsSql, campaignId, tellingAt);
        var counts = await counting.ListAsync(row => (Group: row.Named<NoticeGroup>(0), Count: row.GetInt64(1)), cancellation);
        if (counts.Count == 0)
            return null;
        await using var listing = Command(ItemsSql, campaignId, tellingAt);
        var items = await listing.ListAsync(row => Item(row, policy.LeadEmail), cancellation);
        return new LeadNotice(key, tellingAt, items, counts.ToDictionary(each => each.Group, each => each.Count), paused);
    }

    /// <summary>The message's items that came back and are not decided about.</summary>
    public async Task<IReadOnlyList<long>> ReappearedAsync(long campaignId, DateTimeOffset tellingAt, CancellationToken cancellation)
    {
        await using var command = Command(ReappearedSql, campaignId, tellingAt);
        return await command.ListAsync(row => row.GetInt64(0), cancellation);
    }

    public async Task MarkToldAsync(long campaignId, DateTimeOffset tellingAt, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = Command(MarkSql, campaignId, tellingAt);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NoticeItem Item(NpgsqlDataReader row, string? lead) => new(
        row.GetInt64(0),
        row.Named<NoticeGroup>(1),
        row.GetString(2),
        new HandTask(
            ProviderName.Parse(row.GetString(3)), row.Named<ConsentType>(4), row.GetString(5), row.TextOrNull(6), row.GetString(7),
            row.TextOrNull(8), row.TextOrNull(9), row.TextOrNull(10))
        {
            Without = row.IsDBNull(15) ? [] : row.Texts(15),
        },
        row.TextOrNull(11),
        row.InstantOrNull(12),
        row.InstantOrNull(13),
        row.TextOrNull(14) ?? lead);

    private NpgsqlCommand Command(string sql, long campaignId, DateTimeOffset? tellingAt = null)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("campaign", campaignId);
        if (tellingAt is { } at)
            command.Parameters.AddWithValue("telling", at.ToUniversalTime());
        return command;
    }
}
