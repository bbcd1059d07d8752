using Npgsql;

namespace OAuthAttest.Identity.Access.Pacing;

/// <param name="Name">Such as <c>sync:entra</c>: providers limit each app registration, token or service account apart.</param>
/// <param name="CallsPerSecond">The rate that is kept; above zero.</param>
/// <param name="Burst">So many calls may be made at once after a pause.</param>
public sealed record PaceBucket(string Name, double CallsPerSecond, int Burst = 1)
{
    /// <summary>The distance between two slots.</summary>
    public TimeSpan Interval => TimeSpan.FromSeconds(1 / CallsPerSecond);
}

/// <summary>
/// Limits the calls to a provider over all workers: each call reserves a slot in a token bucket in PostgreSQL. By the server's clock,
/// which is one for all workers, and in real time, for the provider counts in that.
/// </summary>
public sealed class ProviderPacer(NpgsqlDataSource database)
{
    internal const int LongestBucket = 64;

    // One atomic statement: two workers never get the same slot, and no lock is held beyond it.
    private const string ReserveSql = """
        INSERT INTO provider_pace AS p (bucket, next_slot_at, blocked_until)
        VALUES (@bucket, clock_timestamp() - @burst + @interval, '-infinity')
        ON CONFLICT (bucket) DO UPDATE
           SET next_slot_at = GREATEST(p.next_slot_at, p.blocked_until, clock_timestamp() - @burst) + @interval
        RETURNING GREATEST(p.next_slot_at - @interval - clock_timestamp(), interval '0')
        """;

    private const string HoldBackSql = """
        INSERT INTO provider_pace AS p (bucket, next_slot_at, blocked_until)
        VALUES (@bucket, clock_timestamp() + @wait, clock_timestamp() + @wait)
        ON CONFLICT (bucket) DO UPDATE
           SET blocked_until = GREATEST(p.blocked_until, excluded.blocked_until),
               next_slot_at = GREATEST(p.next_slot_at, excluded.next_slot_at)
        """;

    private const string BlockedSql =
        "SELECT GREATEST(blocked_until - clock_timestamp(), interval '0') FROM provider_pace WHERE bucket = @bucket AND isfinite(blocked_until)";

    /// <summary>Reserves the next free slot.</summary>
    /// <returns>How long to wait for it.</returns>
    public async Task<TimeSpan> ReserveAsync(PaceBucket bucket, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(ReserveSql);
        command.Parameters.AddWithValue("bucket", bucket.Name);
        command.Parameters.AddWithValue("interval", bucket.Interval);
        command.Parameters.AddWithValue("burst", bucket.Interval * Math.Max(bucket.Burst - 1, 0));
        return (TimeSpan)(await command.ExecuteScalarAsync(cancellation))!;
    }

    /// <summary>How long nobody may call, because the provider throttled; a slot that was reserved before must not be used.</summary>
    public async Task<TimeSpan> BlockedForAsync(PaceBucket bucket, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(BlockedSql);
        command.Parameters.AddWithValue("bucket", bucket.Name);
        return await command.ExecuteScalarAsync(cancellation) is TimeSpan blocked ? blocked : TimeSpan.Zero;
    }

    /// <summary>The provider throttled: every slot of every worker is put back by this time.</summary>
    public async Task HoldBackAsync(PaceBucket bucket, TimeSpan wait, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(HoldBackSql);
        command.Parameters.AddWithValue("bucket", bucket.Name);
        command.Parameters.AddWithValue("wait", wait);
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
