using Npgsql;
using OAuthAttest.Persistence;
using OAuthAttest.Slack.Pacing;

namespace OAuthAttest.Slack.Outbox;

/// <summary>
/// The rows of the outbox. Every state change is one statement; an attempt changes only a row whose lease it still holds.
/// </summary>
internal sealed class SlackOutboxStore(NpgsqlDataSource database)
{
    // A row that is pending, refused or unreachable was certainly not posted. A row that is sending or uncertain may have been: whoever
    // claims it after its lease must search the history before posting.
    private const string ClaimSql = """
        INSERT INTO slack_messages AS m (message_key, target, state, attempts, settled_attempts, lease_until, created_at, updated_at)
        VALUES (@key, @target, 'Sending', 1, 0, @lease, @now, @now)
        ON CONFLICT (message_key) DO UPDATE
           SET state = 'Sending', target = CASE WHEN m.state IN ('Pending', 'Failed', 'Unreachable') THEN @target ELSE m.target END,
               attempts = m.attempts + 1, lease_until = @lease, updated_at = @now
         WHERE m.state IN ('Pending', 'Failed', 'Unreachable') OR (m.state IN ('Sending', 'Uncertain') AND m.lease_until <= @now)
        RETURNING target, attempts, settled_attempts, created_at
        """;

    private const string ReadSql = """
        SELECT target, state, channel, timestamp, attempts, lease_until, last_error FROM slack_messages WHERE message_key = @key
        """;

    /// <summary>
    /// Frees the key of a message that was sent to an account whose owner has another one now: the same can be sent there. The old row
    /// keeps what was sent where.
    /// </summary>
    public static NpgsqlBatchCommand SetAside(string key, DateTimeOffset now) =>
        Statements.Of($"""
            UPDATE slack_messages
               SET message_key = left(message_key, 120) || ':to:' || target || ':' || to_char({now}::timestamptz, 'YYYYMMDDHH24MISS')
             WHERE message_key = {key}
            """);

    /// <summary>Claims the message for one attempt; null when it was sent, or another attempt is running.</summary>
    public async Task<SlackOutboxClaim?> ClaimAsync(
        string key,
        string target,
        DateTimeOffset now,
        DateTimeOffset leaseUntil,
        CancellationToken cancellation
    )
    {
        var claim = new NpgsqlBatchCommand(ClaimSql);
        claim.Parameters.AddWithValue("key", key);
        claim.Parameters.AddWithValue("target", target);
        claim.Parameters.AddWithValue("now", now.ToUniversalTime());
        claim.Parameters.AddWithValue("lease", leaseUntil.ToUniversalTime());
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(claim);
        batch.BatchCommands.Add(SlackPacer.IsBlocked(SlackPacer.Posting, now));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        var (attempt, isFirst) = (reader.GetInt32(1), reader.GetInt32(2) == reader.GetInt32(1) - 1);
        var (of, since) = (reader.GetString(0), reader.Instant(3));
        await reader.NextResultAsync(cancellation);
        var isBlocked = await reader.ReadAsync(cancellation) && reader.GetBoolean(0);
        return new SlackOutboxClaim(key, of, attempt, isFirst, since, isBlocked);
    }

    public async Task<SlackOutboxMessage?> FindAsync(string key, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReadSql);
        command.Parameters.AddWithValue("key", key);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        return new SlackOutboxMessage
        {
            MessageKey = key,
            Target = reader.GetString(0),
            State = reader.Named<SlackMessageState>(1),
            Channel = reader.TextOrNull(2),
            Timestamp = reader.TextOrNull(3),
            Attempts = reader.GetInt32(4),
            LeaseUntil = reader.Instant(5),
            LastError = reader.TextOrNull(6),
        };
    }

    public Task MarkSentAsync(
        SlackOutboxClaim claim,
        string channel,
        string timestamp,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => database.ExecuteAsync([MarkingSent(claim, channel, timestamp, now)], cancellation);

    /// <inheritdoc cref="MarkSentAsync"/>
    public static NpgsqlBatchCommand MarkingSent(SlackOutboxClaim claim, string channel, string timestamp, DateTimeOffset now) =>
        Finishing(claim, new Finish(SlackMessageState.Sent, channel, timestamp, null, false), now, now);

    /// <summary>Records that nothing was posted, for certain.</summary>
    public Task MarkNotPostedAsync(
        SlackOutboxClaim claim,
        SlackMessageState state,
        string reason,
        DateTimeOffset now,
        CancellationToken cancellation
    ) => FinishAsync(claim, new Finish(state, null, null, reason, true), now, now, cancellation);

    /// <summary>Records that it may have been posted; no other attempt starts before <paramref name="leaseUntil"/>.</summary>
    public Task MarkUncertainAsync(
        SlackOutboxClaim claim,
        string reason,
        DateTimeOffset now,
        DateTimeOffset leaseUntil,
        CancellationToken cancellation
    ) => FinishAsync(claim, new Finish(SlackMessageState.Uncertain, null, null, reason, false), now, leaseUntil, cancellation);

    private Task<int> FinishAsync(
        SlackOutboxClaim claim,
        Finish finish,
        DateTimeOffset now,
        DateTimeOffset leaseUntil,
        CancellationToken cancellation
    ) => database.ExecuteAsync([Finishing(claim, finish, now, leaseUntil)], cancellation);

    private static NpgsqlBatchCommand Finishing(SlackOutboxClaim claim, Finish finish, DateTimeOffset now, DateTimeOffset leaseUntil) =>
        Statements.Of(
            $"""
            UPDATE slack_messages
               SET state = {finish.State}, channel = {finish.Channel}, timestamp = {finish.Timestamp}, last_error = {finish.Error},
                   updated_at = {now}, lease_until = {leaseUntil},
                   settled_attempts = CASE WHEN {finish.Settled} THEN attempts ELSE settled_attempts END
             WHERE message_key = {claim.MessageKey} AND attempts = {claim.Attempt} AND state <> 'Sent'
            """
        );

    private sealed record Finish(SlackMessageState State, string? Channel, string? Timestamp, string? Error, bool Settled);
}

/// <param name="NothingPostedBefore">True when every earlier attempt is known to have posted nothing.</param>
/// <param name="FirstAttemptAt">When the first attempt began.</param>
/// <param name="IsBlocked">A 429 forbids posting at the moment.</param>
internal sealed record SlackOutboxClaim(
    string MessageKey,
    string Target,
    int Attempt,
    bool NothingPostedBefore,
    DateTimeOffset FirstAttemptAt,
    bool IsBlocked
);
