using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Messages;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Polling.Monitoring;

/// <summary>
/// Opens and ends a feed's trouble. The change, the message's row in the outbox and the audit entry are one transaction, and the row's
/// own state admits one caller: each trouble is told once, and its end once.
/// </summary>
public sealed class FeedTroubles(IDbContextFactory<OAuthAttestDb> databases)
{
    /// <returns>False when it was open already.</returns>
    public Task<bool> OpenAsync(FeedHealth feed, DateTimeOffset now, CancellationToken cancellation)
    {
        var notice = new FeedNotice
        {
            Kind = Kinds(feed.Part).Failing,
            Source = feed.Source,
            Log = feed.Part.Log(),
            At = feed.LastSucceededAt ?? feed.ExpectedSince,
            HasSucceeded = feed.LastSucceededAt is not null,
            Count = feed.Failures,
            Details = feed.Failures > 0 ? feed.LastFailure : null,
        };
        return ChangeAsync(
            feed,
            db => db.FeedHealth
                .Where(row => row.Source == feed.Source && row.Part == feed.Part && row.TroubledSince == null)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.TroubledSince, now).SetProperty(row => row.Troubles, row => row.Troubles + 1),
                    cancellation
                ),
            EffectKeys.FeedTrouble(Name(feed), feed.Troubles + 1),
            notice,
            AuditKinds.FeedTroubled,
            now,
            cancellation
        );
    }

    /// <returns>False when it had ended already.</returns>
    public Task<bool> EndAsync(FeedHealth feed, DateTimeOffset now, CancellationToken cancellation)
    {
        var notice = new FeedNotice
        {
            Kind = Kinds(feed.Part).Works,
            Source = feed.Source,
            Log = feed.Part.Log(),
            At = feed.LastSucceededAt ?? now,
        };
        return ChangeAsync(
            feed,
            db => db.FeedHealth
                .Where(row => row.Source == feed.Source && row.Part == feed.Part && row.TroubledSince != null)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.TroubledSince, (DateTimeOffset?)null).SetProperty(row => row.RecoveredAt, now),
                    cancellation
                ),
            EffectKeys.FeedRecovery(Name(feed), feed.Troubles),
            notice,
            AuditKinds.FeedRecovered,
            now,
            cancellation
        );
    }

    private async Task<bool> ChangeAsync(
        FeedHealth feed,
        Func<OAuthAttestDb, Task<int>> change,
        string key,
        FeedNotice notice,
        string kind,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await change(db) == 0)
            return false;
        await EffectOutbox.AddAsync(
            db,
            [EffectOutbox.New(key, EffectKind.FeedNotice, incidentId: null, now, payload: EffectRows.Write(notice))],
            cancellation
        );
        var entry = new AuditEntry(kind, $"feed/{feed.Source.Slug()}", "system", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["part"] = feed.Part,
            ["failures"] = feed.Failures,
            ["lastFailure"] = feed.LastFailure,
            ["lastSucceededAt"] = feed.LastSucceededAt,
        });
        await AuditLog.AppendAsync(db, now, [entry], cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static string Name(FeedHealth feed) => $"{feed.Source.Slug()}:{feed.Part.Slug()}";

    private static (FeedNoticeKind Failing, FeedNoticeKind Works) Kinds(FeedPart part) => part switch
    {
        FeedPart.Poll or FeedPart.AdminPoll => (FeedNoticeKind.PollFailing, FeedNoticeKind.PollWorks),
        FeedPart.Watch or FeedPart.AdminWatch => (FeedNoticeKind.WatchFailing, FeedNoticeKind.WatchWorks),
        FeedPart.Roster => (FeedNoticeKind.RosterFailing, FeedNoticeKind.RosterWorks),
        _ => throw new InvalidOperationException($"Nothing is told of {part}."),
    };
}
