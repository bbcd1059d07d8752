using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;
using OAuthAttest.Revocations;

namespace OAuthAttest.Campaigns.Removing;

/// <summary>The grants that one message to one person names.</summary>
/// <param name="TellingAt">They have it in their rows; the message's key is derived from it.</param>
internal sealed record RemovalBatch(Respondent Who, DateTimeOffset TellingAt);

/// <param name="IsAny">A message waits to be sent.</param>
/// <param name="NextAt">When the next one is put together at the latest, if nothing happens before; null: there is none.</param>
internal sealed record WaitingBatches(bool IsAny, DateTimeOffset? NextAt);

/// <summary>
/// Puts together what a person is told in one message, and records what became of it. A batch is written into the rows before anything is
/// sent, so that a repetition sends the same message about the same grants.
/// </summary>
internal sealed class RemovalBatches(NpgsqlDataSource database)
{
    /// <summary>So long the first of a person's grants that is gone waits for the others, so that one message tells of all.</summary>
    public static readonly TimeSpan Gathering = TimeSpan.FromHours(1);

    private const int MostPeople = 200;
    private const int MostRows = 5000;

    private const string LookSql = $"""
        SELECT EXISTS (SELECT FROM revocation_worklist WHERE campaign_id = @campaign AND {TellingRules.Untold}),
               EXISTS (SELECT FROM revocation_worklist WHERE campaign_id = @campaign AND {TellingRules.Telling})
        """;

    // No two batches of a person have the same time: the second would count as sent with the first one's message.
    // Only the oldest are looked at, so that a turn costs the same however many wait.
    private const string GatherSql = $"""
        WITH oldest AS (
            SELECT grant_id, absent_at FROM revocation_worklist
            WHERE campaign_id = @campaign AND {TellingRules.Untold}
            ORDER BY absent_at LIMIT @rows),
        people AS (
            SELECT i.participant_id, min(o.absent_at) AS since
            FROM oldest o JOIN campaign_items i ON i.campaign_id = @campaign AND i.grant_id = o.grant_id
            GROUP BY i.participant_id),
        judged AS MATERIALIZED (
            SELECT p.participant_id, p.since, p.since <= @late OR NOT EXISTS (
                SELECT FROM campaign_items j JOIN revocation_worklist x ON x.campaign_id = j.campaign_id AND x.grant_id = j.grant_id
                WHERE j.participant_id = p.participant_id AND x.state IN ('Approved', 'Revoking', 'Accepted')) AS due
            FROM people p),
        chosen AS MATERIALIZED (
            SELECT d.participant_id, greatest(@now, (
                SELECT date_trunc('milliseconds', greatest(max(x.telling_at), max(x.restore_at))) + interval '1 ms'
                FROM campaign_items j JOIN revocation_worklist x ON x.campaign_id = j.campaign_id AND x.grant_id = j.grant_id
                WHERE j.participant_id = d.participant_id)) AS at
            FROM judged d WHERE d.due ORDER BY d.since LIMIT @people),
        told AS (
            UPDATE revocation_worklist w SET telling_at = i.at, told_at = NULL, tell_problem = NULL
            FROM (SELECT i.grant_id, c.at FROM chosen c JOIN campaign_items i ON i.participant_id = c.participant_id) i
            WHERE w.campaign_id = @campaign AND w.grant_id = i.grant_id AND {TellingRules.Untold})
        SELECT (SELECT count(*) FROM judged WHERE due), (SELECT min(since) FROM judged WHERE NOT due)
        """;

    private const string WaitingSql = $"""
        SELECT DISTINCT w.telling_at, p.id, p.key, c.key
        FROM revocation_worklist w
        JOIN campaigns c ON c.id = w.campaign_id
        JOIN campaign_items i ON i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id
        JOIN campaign_participants p ON p.id = i.participant_id
        WHERE w.campaign_id = @campaign AND {TellingRules.Telling}
        ORDER BY w.telling_at, p.id LIMIT @people
        """;

    private const string OfBatchSql = """
        w.campaign_id = @campaign AND w.telling_at = @telling AND w.told_at IS NULL AND w.tell_problem IS NULL
        AND EXISTS (SELECT FROM campaign_items i WHERE i.campaign_id = w.campaign_id AND i.grant_id = w.grant_id
                    AND i.participant_id = @participant)
        """;

    /// <summary>Whether anything is to be gathered or sent. Cheap: most turns have nothing.</summary>
    public async Task<(bool IsUntold, bool IsWaiting)> LookAsync(long campaignId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(LookSql);
        command.Parameters.AddWithValue("campaign", campaignId);
        return (await command.ListAsync(row => (row.GetBoolean(0), row.GetBoolean(1)), cancellation))[0];
    }

    /// <summary>Gives the grants of whoever can be told now their batch.</summary>
    public async Task<WaitingBatches> GatherAsync(long campaignId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LongWork.BeginAsync(connection, cancellation);
        // One at a time for each campaign: two orchestrations, of two providers, would lock the same rows in different orders.
        await using (var order = new NpgsqlCommand("SELECT FROM campaigns WHERE id = @campaign FOR NO KEY UPDATE", connection))
        {
            order.Parameters.AddWithValue("campaign", campaignId);
            await order.ExecuteNonQueryAsync(cancellation);
        }
        await using var command = new NpgsqlCommand(GatherSql, connection);
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("now", Whole(now));
        command.Parameters.AddWithValue("late", (now - Gathering).ToUniversalTime());
        command.Parameters.AddWithValue("people", MostPeople);
        command.Parameters.AddWithValue("rows", MostRows);
        var (due, since) = (await command.ListAsync(row => (row.GetInt64(0), row.InstantOrNull(1)), cancellation))[0];
        await transaction.CommitAsync(cancellation);
        return new WaitingBatches(due > 0, due > MostPeople ? now : since + Gathering);
    }

    /// <summary>The batches whose message is not settled, oldest first.</summary>
    public async Task<IReadOnlyList<RemovalBatch>> WaitingAsync(long campaignId, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(WaitingSql);
        command.Parameters.AddWithValue("campaign", campaignId);
        command.Parameters.AddWithValue("people", MostPeople);
        return await command.ListAsync(
            row => new RemovalBatch(
                new Respondent(CampaignKey.Parse(row.GetString(3)), campaignId, row.GetInt64(1), row.GetString(2)), row.Instant(0)),
            cancellation);
    }

    /// <summary>
    /// Takes what came back in the meantime out of a batch that was certainly not sent: the message would say that it is gone.
    /// </summary>
    public Task<int> DropAsync(RemovalBatch batch, CancellationToken cancellation) =>
        ExecuteAsync(
            $"UPDATE revocation_worklist w SET telling_at = NULL WHERE {OfBatchSql} AND w.state NOT IN ('Absent', 'Closed') "
                + $"AND NOT {TellingRules.GivenBack}",
            batch,
            cancellation
        );

    /// <summary>Slack has the message: its grants are told, together with the audit entry.</summary>
    public async Task MarkToldAsync(RemovalBatch batch, string messageKey, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var command = Command($"UPDATE revocation_worklist w SET told_at = @now WHERE {OfBatchSql}", batch);
        (command.Connection, command.Transaction) = (connection, transaction);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        var told = await command.ExecuteNonQueryAsync(cancellation);
        // A repetition finds them told.
        if (told == 0)
            return;
        var data = new Dictionary<string, object?>(StringComparer.Ordinal) { ["items"] = told, ["messageKey"] = messageKey };
        var subject = $"campaign/{batch.Who.Campaign}/participant/{batch.Who.Key}";
        await AuditLog.AppendAndCommitAsync(
            transaction, now, [new AuditEntry(AuditKinds.RevocationTold, subject, "system", data)], cancellation);
    }

    /// <summary>The person cannot be told.</summary>
    public Task MarkProblemAsync(RemovalBatch batch, string problem, CancellationToken cancellation) =>
        ExecuteAsync(
            $"UPDATE revocation_worklist w SET tell_problem = @problem WHERE {OfBatchSql}",
            batch,
            cancellation,
            new NpgsqlParameter<string>("problem", WireText.Cut(problem, WorklistItemMapping.LongestProblem))
        );

    // The key of a message has milliseconds: a time that is more exact would make another key of what is read back. Never before what it
    // tells of, or that would count as news for ever.
    internal static DateTimeOffset Whole(DateTimeOffset at) =>
        DateTimeOffset.FromUnixTimeMilliseconds(at.AddTicks(TimeSpan.TicksPerMillisecond - 1).ToUnixTimeMilliseconds());

    private async Task<int> ExecuteAsync(
        string sql, RemovalBatch batch, CancellationToken cancellation, params IEnumerable<NpgsqlParameter> parameters)
    {
        await using var command = Command(sql, batch);
        command.Parameters.AddRange(parameters.ToArray());
        await using var connection = await database.OpenConnectionAsync(cancellation);
        command.Connection = connection;
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private static NpgsqlCommand Command(string sql, RemovalBatch batch)
    {
        var command = new NpgsqlCommand(sql);
        command.Parameters.AddWithValue("campaign", batch.Who.CampaignId);
        command.Parameters.AddWithValue("participant", batch.Who.ParticipantId);
        command.Parameters.AddWithValue("telling", batch.TellingAt.ToUniversalTime());
        return command;
    }
}
