using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Polling.Monitoring;

/// <summary>
/// Tells the security channel of records that were set aside: the first at once, those that follow within an hour together after it, so
/// that a provider that changes its format is not a message a record.
/// </summary>
public sealed class SetAsideNotices(IDbContextFactory<OAuthAttestDb> databases)
{
    private static readonly TimeSpan Gathering = TimeSpan.FromHours(1);

    /// <returns>How many messages were ordered.</returns>
    public async Task<int> OrderAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var told = now - Gathering;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var untold = db.HeldRecords.Where(record => record.SetAsideAt != null && record.ToldAt == null);
        var sources = await untold
            .Select(record => record.Source)
            .Distinct()
            .Where(source => !db.HeldRecords.Any(record => record.Source == source && record.ToldAt > told))
            .ToListAsync(cancellation);
        foreach (var source in sources)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            var first = await untold
                .Where(record => record.Source == source)
                .OrderBy(record => record.SetAsideAt)
                .ThenBy(record => record.Digest)
                .AsNoTracking()
                .FirstOrDefaultAsync(cancellation);
            var count = await untold
                .Where(record => record.Source == source)
                .ExecuteUpdateAsync(set => set.SetProperty(record => record.ToldAt, now), cancellation);
            if (first is null || count == 0)
                continue;
            var notice = new FeedNotice
            {
                Kind = FeedNoticeKind.RecordsSetAside,
                Source = source.Feed(),
                At = first.OccurredAt ?? first.FirstSeenAt,
                HasSucceeded = first.OccurredAt is not null,
                Count = count,
                Details = first.Problem,
                Digest = first.Digest,
            };
            await EffectOutbox.AddAsync(
                db,
                [
                    EffectOutbox.New(
                        EffectKeys.RecordsSetAside(Consents.ConsentSources.Slug(source), first.Digest),
                        EffectKind.FeedNotice,
                        incidentId: null,
                        now,
                        payload: EffectRows.Write(notice)
                    ),
                ],
                cancellation
            );
            await transaction.CommitAsync(cancellation);
        }
        return sources.Count;
    }
}
