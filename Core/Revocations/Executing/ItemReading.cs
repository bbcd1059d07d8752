using OAuthAttest.Evidence;
using OAuthAttest.Outside;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Revocations.Executing;

/// <summary>
/// Reads one item from its provider: whether what was taken is gone, is still gone when the tokens have expired, and stays gone; and
/// whether somebody removed by hand what a person had to act on.
/// </summary>
internal sealed class ItemReading(
    WorklistItems items, IEnumerable<IGrantRevoker> revokers, ItemRestoring restoring, RevocationOptions options, TimeProvider clock)
{
    /// <summary>How often a grant that was removed, or that a person must act on, is read.</summary>
    public static readonly TimeSpan BetweenLooks = TimeSpan.FromDays(1);

    /// <summary>How long a removed grant is watched.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromDays(30);

    /// <summary>After so many reads that still find it, it is ordered once more.</summary>
    private const int LooksBeforeRepeat = 4;

    private const int MostLooks = 10;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(4);

    public async Task<StepResult> LookAsync(RevocationWork work, CancellationToken cancellation)
    {
        try
        {
            if (work.Item.RestoreState == RestoreState.Requested)
                return await restoring.RestoreAsync(work, cancellation);
            if (await IsGoneAsync(work, cancellation) is { } isGone)
                await ConcludeAsync(work, isGone, cancellation);
            else
                await WaitAsync(work, BetweenLooks, problem: null, cancellation);
            return new StepResult();
        }
        catch (RevocationRejectedException e)
        {
            await RefusedAsync(work, e.Message, cancellation);
            return new StepResult();
        }
        catch (RevocationUnavailableException e)
        {
            var now = clock.GetUtcNow();
            if (IsOverdue(work.Item, now))
                await FailAsync(work, work.Item, $"it could not be read for a day: {e.Message}", now, cancellation);
            else
                await WaitAsync(work, e.PauseOver(PauseOf(work.Item, now)), e.Message, cancellation);
            return StepResult.After(e, now);
        }
    }

    /// <summary>A part of the time since the item's last step, so that it grows for as long as the provider stays away.</summary>
    private static TimeSpan PauseOf(WorklistItem item, DateTimeOffset now)
    {
        DateTimeOffset?[] steps = [item.CreatedAt, item.OrderedAt, item.AcceptedAt, item.AbsentAt, item.ClosedAt, item.RestoreAt];
        var pause = (now - steps.Max()!.Value) / 4;
        return pause < ItemOrdering.FirstPause ? ItemOrdering.FirstPause
            : pause > ItemOrdering.LongestPause ? ItemOrdering.LongestPause
            : pause;
    }

    /// <summary>Null: it is not known yet, for the provider cannot be read and no newer reading of the inventory tells.</summary>
    private async Task<bool?> IsGoneAsync(RevocationWork work, CancellationToken cancellation)
    {
        if (revokers.At(work.Item.Provider) is not { } revoker || (work.Item.IsNarrowed && !revoker.CanNarrow))
            return IsUnlisted(work);
        try
        {
            return await revoker.IsGoneAsync(work.Target, cancellation);
        }
        // Somebody who left, or what this credential may not read: the sync may know it all the same.
        catch (RevocationRejectedException) when (IsUnlisted(work) is not null)
        {
            return IsUnlisted(work);
        }
    }

    /// <summary>
    /// Whether the inventory does not list it any more; null: it was not read since. What is absent is closed by a reading after its tokens
    /// have expired.
    /// </summary>
    private static bool? IsUnlisted(RevocationWork work)
    {
        var item = work.Item;
        var since = item.State == RevocationState.Absent
            ? item.TokensUntil ?? item.AbsentAt
            : item.AbsentAt ?? item.AcceptedAt ?? item.OrderedAt;
        return work.ReadAt > (since ?? item.CreatedAt) ? work.IsUnlisted : null;
    }

    private Task ConcludeAsync(RevocationWork work, bool isGone, CancellationToken cancellation) => (work.Item.State, isGone) switch
    {
        _ when isGone && work.Item.RestoreState == RestoreState.Accepted => restoring.NotThereYetAsync(work, cancellation),
        (RevocationState.Accepted, true) => AbsentAsync(work, cancellation),
        (RevocationState.Accepted, false) => StillThereAsync(work, cancellation),
        (RevocationState.Absent, true) => CloseAsync(work, cancellation),
        (RevocationState.Closed, true) => KeepWatchAsync(work, cancellation),
        (RevocationState.Absent or RevocationState.Closed, false) => CameBackAsync(work, cancellation),
        (_, true) => AbsentAsync(work, cancellation),
        _ => WaitAsync(work, BetweenLooks, work.Item.Problem, cancellation),
    };

    private Task AbsentAsync(RevocationWork work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        // Whoever removed it did so at some time before now; and while it was still listed, a token may have been issued.
        var until = work.Item is { State: RevocationState.Accepted, Looks: 0 }
            ? work.Item.TokensUntil ?? now
            : now + options.TokenLifetimeOf(work.Item.Provider);
        return SaveAsync(
            AuditKinds.RevocationAbsent,
            work,
            work.Item.MoveTo(RevocationState.Absent) with
            {
                AcceptedAt = work.Item.AcceptedAt ?? now,
                AbsentAt = now,
                TokensUntil = until,
                NextAt = until > now ? until : now,
                Looks = 0,
                Problem = null,
            },
            now,
            cancellation
        );
    }

    private Task StillThereAsync(RevocationWork work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var looks = work.Item.Looks + 1;
        var lag = options.TimesOf(work.Item.Provider)?.ListingLag ?? ItemOrdering.Pause(looks);
        var stillListed = work.Item.IsNarrowed
            ? "the provider took the change and still lists the permissions"
            : "the provider took the removal and still lists the grant";
        var item = work.Item with { Looks = looks };
        if (looks >= MostLooks)
            return FailAsync(work, item, stillListed, now, cancellation);
        // Nothing was found to remove, and now it is listed: the list was late. Or the removal was lost.
        if (work.Item.Removed == 0 || looks == LooksBeforeRepeat)
        {
            return SaveAsync(
                AuditKinds.RevocationRetried,
                work,
                item.MoveTo(RevocationState.Approved) with { Problem = stillListed, NextAt = now },
                now,
                cancellation
            );
        }
        return WaitAsync(work with { Item = item }, GrowingPause.Of(looks, lag, LongestPause), stillListed, cancellation);
    }

    private Task CloseAsync(RevocationWork work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return SaveAsync(
            AuditKinds.RevocationClosed,
            work,
            work.Item.MoveTo(RevocationState.Closed) with { ClosedAt = now, NextAt = now + BetweenLooks, Problem = null },
            now,
            cancellation
        );
    }

    private Task KeepWatchAsync(RevocationWork work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        // Whoever was asked to consent again has as long for it.
        var since = work.Item.RestoreAt > work.Item.AbsentAt ? work.Item.RestoreAt : work.Item.AbsentAt;
        DateTimeOffset? next = now + BetweenLooks <= since + Watch ? now + BetweenLooks : null;
        return SaveAsync(kind: null, work, work.Item with { NextAt = next, Problem = null }, now, cancellation);
    }

    private Task CameBackAsync(RevocationWork work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        // Whoever was asked to put it back did, or somebody else: also where the provider refused first.
        if (work.Item.RestoreState != RestoreState.None)
        {
            return SaveAsync(
                AuditKinds.RestoreDone,
                work,
                work.Item.MoveTo(RevocationState.Restored) with { RestoreState = RestoreState.Done, NextAt = null },
                now,
                cancellation
            );
        }
        return SaveAsync(
            AuditKinds.RevocationReappeared,
            work,
            work.Item.MoveTo(RevocationState.Reappeared) with
            {
                ReappearedAt = now,
                NextAt = now + BetweenLooks,
                Problem = work.Item.IsNarrowed ? "What was taken is there again." : "It was gone and is there again.",
            },
            now,
            cancellation
        );
    }

    /// <summary>The provider will not tell, however often it is asked.</summary>
    private Task RefusedAsync(RevocationWork work, string reason, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return work.Item.State == RevocationState.Accepted || IsOverdue(work.Item, now)
            ? FailAsync(work, work.Item, reason, now, cancellation)
            : WaitAsync(work, BetweenLooks, reason, cancellation);
    }

    /// <summary>
    /// Whether it should have been read a day ago: a person is told then. It goes on being read, and settles by itself once that succeeds.
    /// </summary>
    private static bool IsOverdue(WorklistItem item, DateTimeOffset now) => item.State switch
    {
        RevocationState.Accepted => now - item.AcceptedAt >= ItemOrdering.Patience,
        RevocationState.Absent => now - (item.TokensUntil ?? item.AbsentAt) >= ItemOrdering.Patience,
        _ => false,
    };

    private Task FailAsync(RevocationWork work, WorklistItem item, string reason, DateTimeOffset now, CancellationToken cancellation) =>
        SaveAsync(
            AuditKinds.RevocationFailed,
            work,
            item.MoveTo(RevocationState.Failed) with { Problem = ItemOrdering.Short(reason), NextAt = now + BetweenLooks },
            now,
            cancellation
        );

    private Task WaitAsync(RevocationWork work, TimeSpan pause, string? problem, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var after = work.Item with { NextAt = now + pause, Problem = problem is null ? work.Item.Problem : ItemOrdering.Short(problem) };
        return SaveAsync(kind: null, work, after, now, cancellation);
    }

    private async Task SaveAsync(
        string? kind, RevocationWork work, WorklistItem after, DateTimeOffset now, CancellationToken cancellation) =>
        await items.SaveAsync(kind, work, after, now, cancellation);
}
