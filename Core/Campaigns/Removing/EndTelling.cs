using Npgsql;
using OAuthAttest.Campaigns.Asking;
using OAuthAttest.Campaigns.Reporting;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;
using OAuthAttest.Slack;
using OAuthAttest.Slack.Outbox;
using OAuthAttest.Slack.Text;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>
/// Sends the lead the report on the end of a worklist, once: when nothing of it is under way any more. What changes later is told item by
/// item, and is in the numbers that can be read at any time.
/// </summary>
internal sealed class EndTelling(NpgsqlDataSource database, ChannelPost post, RevocationMode mode, SlackTemplates texts, TimeProvider clock)
{
    private const string Occasion = "removed";

    // A list that nobody allowed, or that was rejected as a whole, has no end: the report at the close says all of it.
    private const string DueSql = $"""
        SELECT EXISTS (
            SELECT FROM campaigns c
            WHERE c.id = @campaign AND c.worklist_state = 'Released' AND c.removal_reported_at IS NULL
              AND NOT EXISTS (SELECT FROM revocation_worklist WHERE campaign_id = @campaign AND {TellingRules.UnderWay})
              AND EXISTS (SELECT FROM revocation_worklist
                          WHERE campaign_id = @campaign AND state NOT IN ('Queued', 'Held', 'Rejected')))
        """;

    /// <returns>When to try again; null: it is sent, or not due.</returns>
    public async Task<DateTimeOffset?> TellAsync(CampaignKey campaign, long campaignId, CancellationToken cancellation)
    {
        await using var due = database.CreateCommand(DueSql);
        due.Parameters.AddWithValue("campaign", campaignId);
        if (!(await due.ListAsync(row => row.GetBoolean(0), cancellation))[0])
            return null;
        var (numbers, riskiest) = await ReadAsync(campaignId, cancellation);
        var now = clock.GetUtcNow();
        var key = MessageKeys.Report(campaign, Occasion);
        var sent = await post.SendAsync(key, () => new EndMessage(texts).Render(campaign, numbers, riskiest), now, cancellation);
        if (sent.RetryAt is { } retryAt)
            return retryAt;
        await using var mark = database.CreateCommand(
            "UPDATE campaigns SET removal_reported_at = @now WHERE id = @campaign AND removal_reported_at IS NULL");
        mark.Parameters.AddWithValue("campaign", campaignId);
        mark.Parameters.AddWithValue("now", now.ToUniversalTime());
        await mark.ExecuteNonQueryAsync(cancellation);
        return null;
    }

    /// <summary>What is gone behind the grant that was shown last, each with its button.</summary>
    public async Task<SlackMessage> RenderMoreAsync(CampaignKey campaign, long campaignId, long after, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var next = await new RemovalQueries(connection).RiskiestAsync(campaignId, EndMessage.Shown + 1, cancellation, after);
        return new EndMessage(texts).RenderMore(campaign, next);
    }

    private async Task<(RemovalNumbers Numbers, IReadOnlyList<RemovedGrant> Riskiest)> ReadAsync(
        long campaignId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        var queries = new RemovalQueries(connection);
        return (
            await queries.ReadAsync(campaignId, mode, cancellation),
            await queries.RiskiestAsync(campaignId, EndMessage.Shown + 1, cancellation));
    }
}
