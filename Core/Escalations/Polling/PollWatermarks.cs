using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Polling;

/// <param name="From">Where the poll begins.</param>
/// <param name="HeldPolls">See <see cref="PollWatermark.HeldPolls"/>.</param>
public sealed record PollBeginning(DateTimeOffset From, int HeldPolls);

/// <summary>How far each log was read. A watermark only moves forward, so that two polls at once do no harm.</summary>
public sealed class PollWatermarks(IDbContextFactory<OAuthAttestDb> databases)
{
    public async Task<PollBeginning> BeginningAsync(
        ConsentSource source,
        FeedPart part,
        PollReach reach,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var mark = await db.PollWatermarks.AsNoTracking()
            .SingleOrDefaultAsync(each => each.Source == source && each.Part == part, cancellation);
        if (mark is null)
            return new PollBeginning(now - reach.LookBack, 0);
        // A watermark in the future (the clock was ahead) must not hide later records.
        return new PollBeginning((mark.ReadUntil < now ? mark.ReadUntil : now) - reach.Overlap, mark.HeldPolls);
    }

    /// <summary>Everything before <paramref name="until"/> was read.</summary>
    public async Task MoveAsync(ConsentSource source, FeedPart part, DateTimeOffset until, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO poll_watermarks (source, part, read_until, held_polls)
                VALUES ({source.ToString()}, {part.ToString()}, {until.ToUniversalTime()}, 0)
            ON CONFLICT (source, part) DO UPDATE SET
                read_until = GREATEST(poll_watermarks.read_until, excluded.read_until), held_polls = 0
            """,
            cancellation);
    }

    /// <summary>The watermark stays; if there was none, the next poll begins where this one did.</summary>
    /// <param name="isHeld">The end was reached, and records that could not be read are in between.</param>
    public async Task StayAsync(
        ConsentSource source, FeedPart part, DateTimeOffset from, bool isHeld, CancellationToken cancellation)
    {
        var held = isHeld ? 1 : 0;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO poll_watermarks (source, part, read_until, held_polls)
                VALUES ({source.ToString()}, {part.ToString()}, {from.ToUniversalTime()}, {held})
            ON CONFLICT (source, part) DO UPDATE SET held_polls = poll_watermarks.held_polls + {held}
            """,
            cancellation);
    }
}
