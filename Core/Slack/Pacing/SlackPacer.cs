using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Slack.Pacing;

/// <summary>
/// Reserves send slots. A slot is a time in the future; reserving it does not wait. The caller's orchestration waits for it with a
/// durable timer, so that no worker and no database lock is held meanwhile.
/// </summary>
public sealed class SlackPacer(NpgsqlDataSource database, IOptions<SlackOptions> options)
{
    /// <summary>The family of everything that posts a message.</summary>
    public const string Posting = "chat.postMessage";

    /// <summary>The family of everything that updates a message.</summary>
    public const string Repainting = "chat.update";

    // Tier 3 of https://docs.slack.dev/apis/web-api/rate-limits; posting has a limit of its own.
    private const int RepaintsPerMinute = 50;

    // One atomic statement: two workers never get the same slot, and no lock is held beyond it.
    private const string ReserveSql = """
        INSERT INTO slack_pace AS p (family, next_slot_at, interval, blocked_until)
        VALUES (@family, @now + @count * @interval, @interval, @now)
        ON CONFLICT (family) DO UPDATE
           SET next_slot_at = GREATEST(p.next_slot_at, p.blocked_until, @now) + @count * @interval, interval = @interval
         WHERE @before IS NULL OR GREATEST(p.next_slot_at, p.blocked_until, @now) < @before
        RETURNING next_slot_at - @count * @interval
        """;

    private const string BlockSql = """
        INSERT INTO slack_pace AS p (family, next_slot_at, interval, blocked_until)
        VALUES (@family, @until, @interval, @until)
        ON CONFLICT (family) DO UPDATE
           SET blocked_until = GREATEST(p.blocked_until, @until), next_slot_at = GREATEST(p.next_slot_at, @until)
        """;

    /// <summary>The distance between two slots; zero where sending is not paced.</summary>
    public TimeSpan IntervalOf(string family)
    {
        var pace = options.Value.PacePerMinute;
        return pace == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(1) / (family == Posting ? pace : Math.Min(pace, RepaintsPerMinute));
    }

    /// <summary>Reserves the next free slot.</summary>
    public async Task<DateTimeOffset> ReserveSlotAsync(string family, DateTimeOffset now, CancellationToken cancellation) =>
        (await ReserveSlotsAsync(family, 1, now, cancellation)).First;

    /// <summary>Reserves the next free slot if it lies before a time; otherwise nothing is reserved, so that nobody waits for it.</summary>
    /// <param name="family">The family of methods.</param>
    /// <param name="now">The operation's instant.</param>
    /// <param name="before">A slot at this instant or later is not taken; null: any.</param>
    /// <param name="cancellation">Cancels the statement.</param>
    public async Task<DateTimeOffset?> TryReserveSlotAsync(
        string family, DateTimeOffset now, DateTimeOffset? before, CancellationToken cancellation) =>
        await ReserveAsync(family, 1, now, before, cancellation);

    /// <summary>Reserves <paramref name="count"/> slots in a row, for a whole shard with one statement.</summary>
    public async Task<SlackSlots> ReserveSlotsAsync(string family, int count, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var first = await ReserveAsync(family, count, now, before: null, cancellation);
        return new SlackSlots(first ?? throw new InvalidOperationException("No slot was reserved."), IntervalOf(family), count);
    }

    private async Task<DateTimeOffset?> ReserveAsync(
        string family, int count, DateTimeOffset now, DateTimeOffset? before, CancellationToken cancellation)
    {
        await using var command = Command(ReserveSql, family);
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        command.Parameters.AddWithValue("count", (double)count);
        command.Parameters.Add(
            new NpgsqlParameter("before", NpgsqlDbType.TimestampTz) { Value = before is { } end ? end.ToUniversalTime() : DBNull.Value });
        return await command.ExecuteScalarAsync(cancellation) is DateTime first ? new DateTimeOffset(first, TimeSpan.Zero) : null;
    }

    /// <summary>Records that Slack answered 429: no slot before <paramref name="until"/>.</summary>
    public async Task BlockAsync(string family, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var command = Command(BlockSql, family);
        command.Parameters.AddWithValue("until", until.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>
    /// Whether a 429 forbids sending: a slot that was reserved earlier must not be used. Asked together with the claim; one boolean, or no
    /// row.
    /// </summary>
    internal static NpgsqlBatchCommand IsBlocked(string family, DateTimeOffset now) =>
        Statements.Of($"SELECT blocked_until > {now} FROM slack_pace WHERE family = {family}");

    private NpgsqlCommand Command(string sql, string family)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddWithValue("family", family);
        command.Parameters.AddWithValue("interval", IntervalOf(family));
        return command;
    }
}

/// <summary>Consecutive slots: number i is at <see cref="At"/>(i).</summary>
public sealed record SlackSlots(DateTimeOffset First, TimeSpan Interval, int Count)
{
    public DateTimeOffset At(int index) => First + (index * Interval);
}
