using Npgsql;
using OAuthAttest.Persistence;

namespace OAuthAttest.Revocations.Pacing;

/// <param name="Count">Calls that may be made now.</param>
/// <param name="NextAt">When the next one may be made.</param>
internal sealed record GrantedCalls(int Count, DateTimeOffset NextAt);

/// <summary>
/// Grants calls from a bucket that holds what may be made in <see cref="Reserve"/>: nobody waits for a turn in a worker. The limits of
/// providers are for windows of a minute and more, so that many calls at once after a pause are within them.
/// </summary>
internal sealed class RevocationPacer(NpgsqlDataSource database)
{
    /// <summary>What the bucket holds: more than the time from one turn of an orchestration to the next, so that no call is lost.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    /// <param name="family">The provider, and which of its calls.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="perSecond">The rate.</param>
    /// <param name="now">The operation's instant.</param>
    /// <param name="cancellation">Cancels the statements.</param>
    public async Task<GrantedCalls> TakeAsync(
        string family, int count, double perSecond, DateTimeOffset now, CancellationToken cancellation)
    {
        var interval = TimeSpan.FromSeconds(1 / perSecond);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Statements.Of($"""
            INSERT INTO revocation_pace AS p (family, full_at, blocked_until) VALUES ({family}, {now}, {now})
            ON CONFLICT (family) DO UPDATE SET full_at = greatest(p.full_at, {now})
            """));
        // One atomic statement: two workers never get the same calls, and no lock is held beyond it.
        batch.BatchCommands.Add(Statements.Of($"""
            WITH bucket AS (
                SELECT family, full_at, CASE WHEN blocked_until > {now} THEN 0
                    ELSE least({count}, floor(extract(epoch FROM {now} + {Reserve} - full_at)
                        / extract(epoch FROM {interval})))::int END AS granted
                FROM revocation_pace WHERE family = {family} FOR UPDATE)
            UPDATE revocation_pace p SET full_at = b.full_at + greatest(b.granted, 0) * {interval}
            FROM bucket b WHERE p.family = b.family
            RETURNING greatest(b.granted, 0), greatest(p.blocked_until, p.full_at + {interval} - {Reserve})
            """));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return new GrantedCalls(reader.GetInt32(0), reader.Instant(1));
    }

    /// <summary>The provider asked to wait, or gives no answer: nobody calls it before <paramref name="until"/>.</summary>
    public async Task BlockAsync(string family, DateTimeOffset until, CancellationToken cancellation)
    {
        await database.ExecuteAsync(
            [
                Statements.Of($"""
                    INSERT INTO revocation_pace AS p (family, full_at, blocked_until) VALUES ({family}, {until}, {until})
                    ON CONFLICT (family) DO UPDATE SET blocked_until = greatest(p.blocked_until, {until})
                    """),
            ],
            cancellation);
    }
}
