using Microsoft.EntityFrameworkCore;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Polling;

/// <summary>The rows of <c>feed_health</c>: every success and failure of a feed is recorded here.</summary>
public sealed class FeedHealthBook(IDbContextFactory<OAuthAttestDb> databases)
{
    internal const int LongestFailure = 500;

    public async Task SucceededAsync(FeedSource source, FeedPart part, DateTimeOffset now, CancellationToken cancellation)
    {
        var at = now.ToUniversalTime();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO feed_health AS h (source, part, expected_since, expected_at, last_succeeded_at, failures, is_lasting, troubles)
                VALUES ({source.ToString()}, {part.ToString()}, {at}, {at}, {at}, 0, false, 0)
            ON CONFLICT (source, part) DO UPDATE SET
                last_succeeded_at = GREATEST(h.last_succeeded_at, excluded.last_succeeded_at), failures = 0,
                is_lasting = false
            """,
            cancellation);
    }

    /// <param name="failure">Our own words: nothing of the input, no secrets.</param>
    /// <param name="isLasting">See <see cref="FeedHealth.IsLasting"/>.</param>
    public async Task FailedAsync(
        FeedSource source,
        FeedPart part,
        string failure,
        DateTimeOffset now,
        CancellationToken cancellation,
        bool isLasting = false
    )
    {
        var (at, reason) = (now.ToUniversalTime(), WireText.Cut(failure, LongestFailure));
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO feed_health AS h
                (source, part, expected_since, expected_at, last_failed_at, last_failure, failures, is_lasting, troubles)
                VALUES ({source.ToString()}, {part.ToString()}, {at}, {at}, {at}, {reason}, 1, {isLasting}, 0)
            ON CONFLICT (source, part) DO UPDATE SET
                last_failed_at = excluded.last_failed_at, last_failure = excluded.last_failure, failures = h.failures + 1,
                is_lasting = excluded.is_lasting
            """,
            cancellation);
    }

    /// <summary>
    /// Says that the part is expected to work now. After a pause, in which nobody expected anything, its age is counted from now: it is
    /// not dead because the app was off.
    /// </summary>
    /// <param name="pause">The shortest pause.</param>
    public async Task ExpectAsync(
        FeedSource source,
        FeedPart part,
        TimeSpan pause,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var (at, before) = (now.ToUniversalTime(), (now - pause).ToUniversalTime());
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO feed_health AS h (source, part, expected_since, expected_at, failures, is_lasting, troubles)
                VALUES ({source.ToString()}, {part.ToString()}, {at}, {at}, 0, false, 0)
            ON CONFLICT (source, part) DO UPDATE SET
                expected_since = CASE WHEN h.expected_at < {before} THEN excluded.expected_since ELSE h.expected_since END,
                expected_at = GREATEST(h.expected_at, excluded.expected_at)
            """,
            cancellation);
    }

    public async Task<IReadOnlyList<FeedHealth>> ReadAsync(CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.FeedHealth.AsNoTracking().ToListAsync(cancellation);
    }
}
