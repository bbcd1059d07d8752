using System.Data;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Campaigns.Reaching;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.Outbox;

namespace OAuthAttest.Campaigns.Asking;

/// <param name="CampaignId">Whose people are looked for again.</param>
/// <param name="Now">The operation's instant.</param>
/// <param name="AfterId">Only people behind this row: whoever was moved in this round is not looked at again.</param>
/// <param name="Most">How many people may be moved; the rest is left to the next call.</param>
public sealed record CheckReach(long CampaignId, DateTimeOffset Now, long AfterId, int Most);

/// <param name="People">Keys of the people who are reachable now, or no longer: their orchestrations have something to do.</param>
/// <param name="NextAfterId">Where the next call begins; null: nobody is left.</param>
public sealed record CheckedReach(IReadOnlyList<string> People, long? NextAfterId);

/// <summary>
/// Looks in the Slack directory again, during a campaign: whom no message could reach and who has an account now is asked with the time
/// that is left; whose account was deactivated after the question is unreachable from then on, and not silent; a manager who was to be
/// asked in somebody's place and could not be found is asked when there is an account.
/// </summary>
public sealed class ReachCheck(NpgsqlDataSource source)
{
    // Works in portions, so that the rows of people who may be clicking are locked only briefly.
    private const int Portion = 200;

    private const string Unreached = "p.campaign_id = @campaign AND p.id > @after AND p.state = 'Unreachable' AND p.open_count > 0";

    private static readonly string UnreachedSql = $"""
        SELECT p.id, p.key, p.asked_at, p.slack_user_id, p.unreachable_reason, p.slack_candidates,
               f.slack_user_id, f.address, f.candidates
        FROM campaign_participants p
        LEFT JOIN ({SlackMatch.Sql(
            $"SELECT p.id AS person, p.email AS address FROM campaign_participants p WHERE {Unreached}",
            $"""
            SELECT p.id AS person, u.id AS user_id FROM campaign_participants p
            JOIN users u ON u.email = p.email AND {SlackMatch.IsEnabled} WHERE {Unreached}
            UNION
            SELECT p.id, u.id FROM campaign_participants p
            JOIN campaign_items i ON i.campaign_id = p.campaign_id AND i.participant_id = p.id AND i.ownership = 'Own'
            JOIN users u ON u.id = i.user_id AND {SlackMatch.IsEnabled} WHERE {Unreached} AND p.email IS NULL
            """)}) f ON f.person = p.id
        WHERE {Unreached} ORDER BY p.id
        """;

    private const string GoneSql = """
        SELECT p.id, p.key, p.asked_at, p.slack_user_id FROM campaign_participants p
        JOIN slack_users s ON s.slack_user_id = p.slack_user_id AND s.deleted
        WHERE p.campaign_id = @campaign AND p.id > @after AND p.state = 'Asked' AND p.open_count > 0 ORDER BY p.id
        """;

    // Whose manager was due and could not be asked.
    private const string Unplaced = """
        p.campaign_id = @campaign AND p.id > @after AND p.state IN ('Asked', 'Unreachable') AND p.open_count > 0
        AND p.escalated_at IS NOT NULL AND p.delegate_slack_user_id IS NULL AND p.manager_email IS NOT NULL
        """;

    private static readonly string ManagersSql = $"""
        SELECT p.id, p.key, p.asked_at, f.slack_user_id, f.address
        FROM campaign_participants p
        JOIN ({SlackMatch.Sql(
            $"SELECT p.id AS person, p.manager_email AS address FROM campaign_participants p WHERE {Unplaced}",
            $"""
            SELECT p.id AS person, u.id AS user_id FROM campaign_participants p
            JOIN users u ON u.email = p.manager_email AND {SlackMatch.IsEnabled} WHERE {Unplaced}
            """)}) f ON f.person = p.id AND f.slack_user_id IS DISTINCT FROM p.slack_user_id
        WHERE {Unplaced} AND f.slack_user_id IS NOT NULL ORDER BY p.id
        """;

    /// <summary>Safe to repeat and to interrupt: who was moved already is not found again.</summary>
    public async Task<CheckedReach> RunAsync(CheckReach check, CancellationToken cancellation)
    {
        if (await FindTimesAsync(check, cancellation) is not { } times)
            return new CheckedReach([], null);
        var moves = new List<ReachMove>();
        await using (var gone = Command(GoneSql, check))
            moves.AddRange(await gone.ListAsync(ReachMove.Gone, cancellation));
        // Whoever is asked at the last moment would count as silent.
        if (check.Now <= times.ClosesAt - ShortestTime(times))
        {
            await using var unreached = Command(UnreachedSql, check);
            moves.AddRange((await unreached.ListAsync(ReachMove.Of, cancellation)).OfType<ReachMove>());
            await using var managers = Command(ManagersSql, check);
            moves.AddRange(await managers.ListAsync(ReachMove.Manager, cancellation));
        }
        var moved = new List<string>();
        var now = moves.OrderBy(move => move.Id).Take(check.Most).ToList();
        foreach (var portion in now.Chunk(Portion))
            moved.AddRange(await MoveAsync(check, portion, cancellation));
        return new CheckedReach(moved, moves.Count > now.Count ? now[^1].Id : null);
    }

    /// <summary>Who has less time left to answer is not asked any more: a day, or a tenth of a short campaign.</summary>
    private static TimeSpan ShortestTime((DateTimeOffset OpenedAt, DateTimeOffset ClosesAt) times)
    {
        var tenth = (times.ClosesAt - times.OpenedAt) / 10;
        return tenth < TimeSpan.FromDays(1) ? tenth : TimeSpan.FromDays(1);
    }

    private async Task<(DateTimeOffset OpenedAt, DateTimeOffset ClosesAt)?> FindTimesAsync(
        CheckReach check,
        CancellationToken cancellation
    )
    {
        await using var command = Command(
            "SELECT opened_at, closes_at FROM campaigns WHERE id = @campaign AND state = 'Open' AND closes_at > @now", check);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation) ? (reader.Instant(0), reader.Instant(1)) : null;
    }

    /// <returns>The keys of those who were moved and whose orchestration has something to do.</returns>
    private async Task<IReadOnlyList<string>> MoveAsync(CheckReach check, ReachMove[] moves, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellation);
        // The campaign first, then people, as every click does.
        await using var campaign = new NpgsqlCommand(
            "SELECT key FROM campaigns WHERE id = @campaign AND state = 'Open' AND closes_at > @now FOR SHARE", connection, transaction);
        campaign.Parameters.AddWithValue("campaign", check.CampaignId);
        campaign.Parameters.AddWithValue("now", check.Now.ToUniversalTime());
        if (await campaign.ExecuteScalarAsync(cancellation) is not string key)
            return [];
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var move in moves)
            batch.BatchCommands.Add(Update(move));
        await batch.ExecuteNonQueryAsync(cancellation);
        var made = moves.Where((_, index) => batch.BatchCommands[index].RecordsAffected > 0).ToList();
        await SetQuestionsAsideAsync(transaction, CampaignKey.Parse(key), check, made, cancellation);
        await AuditLog.AppendAsync(transaction, check.Now, [.. made.Select(move => move.Entry(key))], cancellation);
        await transaction.CommitAsync(cancellation);
        return [.. made.Where(move => move.WakesUp).Select(move => move.Key)];
    }

    private static NpgsqlBatchCommand Update(ReachMove move)
    {
        // The reason stays until the question is sent: it marks who must be asked, if the wake-up is lost.
        var change = move.To switch
        {
            ReachChange.AskNow =>
                "state = 'Waiting', asked_at = NULL, slack_user_id = @slack, slack_address = @address, slack_candidates = NULL",
            ReachChange.IsBack => "state = 'Asked', unreachable_reason = NULL, slack_candidates = NULL",
            ReachChange.ManagerFound => "escalated_at = NULL",
            ReachChange.OtherReason => "unreachable_reason = @reason, slack_candidates = @candidates",
            _ => "state = 'Unreachable', unreachable_reason = @reason",
        };
        var from = move.To switch
        {
            ReachChange.IsGone => "state = 'Asked'",
            ReachChange.ManagerFound => "state IN ('Asked', 'Unreachable') AND delegate_slack_user_id IS NULL",
            _ => "state = 'Unreachable'",
        };
        var command = new NpgsqlBatchCommand(
            $"UPDATE campaign_participants SET {change} WHERE id = @id AND {from} AND asked_at IS NOT DISTINCT FROM @asked");
        command.Parameters.AddWithValue("id", move.Id);
        command.Parameters.Add(new("asked", NpgsqlDbType.TimestampTz) { Value = move.AskedAt?.UtcDateTime ?? (object)DBNull.Value });
        command.Parameters.Add(new NpgsqlParameter<string?>("slack", move.Found.SlackUserId));
        command.Parameters.Add(new NpgsqlParameter<string?>("address", move.Found.Address));
        command.Parameters.Add(new NpgsqlParameter<string?>("reason", move.Reason));
        command.Parameters.Add(new("candidates", NpgsqlDbType.Array | NpgsqlDbType.Text)
        {
            Value = move.Found.IsAmbiguous ? move.Found.Candidates.ToArray() : DBNull.Value,
        });
        return command;
    }

    /// <summary>Who was asked in an account that is gone, and has another one, gets the question there.</summary>
    private static async Task SetQuestionsAsideAsync(
        NpgsqlTransaction transaction,
        CampaignKey key,
        CheckReach check,
        List<ReachMove> made,
        CancellationToken cancellation
    )
    {
        await using var batch = new NpgsqlBatch(transaction.Connection!, transaction);
        foreach (var move in made.Where(move => move.To == ReachChange.AskNow && move.AskedAt is not null))
        {
            var question = MessageKeys.Request(new Respondent(key, check.CampaignId, move.Id, move.Key));
            batch.BatchCommands.Add(SlackOutboxStore.SetAside(question, check.Now));
        }
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellation);
    }

    private NpgsqlCommand Command(string sql, CheckReach check)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddWithValue("campaign", check.CampaignId);
        command.Parameters.AddWithValue("after", check.AfterId);
        command.Parameters.AddWithValue("now", check.Now.ToUniversalTime());
        return command;
    }
}
