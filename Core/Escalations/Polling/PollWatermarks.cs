using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Outside;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Polling;

/// <summary>How far each log was read. A watermark only moves forward, so that two polls at once do no harm.</summary>
public sealed class PollWatermarks(IDbContextFactory<OAuthAttestDb> databases)
{
    private const int LongestFailure = 500;

    /// <summary>Where a poll begins.</summary>
    public async Task<DateTimeOffset> BeginningAsync(
        ConsentSource source,
        PollReach reach,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var read = await db
            .PollWatermarks.Where(mark => mark.Source == source)
            .Select(mark => (DateTimeOffset?)mark.ReadUntil)
            .SingleOrDefaultAsync(cancellation);
        if (read is not { } until)
            return now - reach.LookBack;
        // A watermark in the future (the clock was ahead) must not hide later records.
        return (until < now ? until : now) - reach.Overlap;
    }

    /// <summary>Everything before <paramref name="until"/> was read.</summary>
    public async Task MoveAsync(ConsentSource source, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO poll_watermarks (source, read_until, last_succeeded_at)
                VALUES ({source.ToString()}, {until.ToUniversalTime()}, {now.ToUniversalTime()})
            ON CONFLICT (source) DO UPDATE SET
                read_until = GREATEST(poll_watermarks.read_until, excluded.read_until),
                last_succeeded_at = GREATEST(poll_watermarks.last_succeeded_at, excluded.last_succeeded_at)
            """,
            cancellation);
    }

    /// <summary>Records a failed poll. The watermark stays; if there was none, the next poll begins where this one did.</summary>
    public async Task FailAsync(
        ConsentSource source,
        DateTimeOffset from,
        string failure,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var reason = WireText.Cut(failure, LongestFailure);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO poll_watermarks (source, read_until, last_failed_at, last_failure)
                VALUES ({source.ToString()}, {from.ToUniversalTime()}, {now.ToUniversalTime()}, {reason})
            ON CONFLICT (source) DO UPDATE SET last_failed_at = excluded.last_failed_at, last_failure = excluded.last_failure
            """,
            cancellation);
    }
}
