using OAuthAttest.Evidence;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Revocations.Executing;

/// <summary>Puts a removed grant back at its provider, from its recipe. Whether it is there is read afterwards.</summary>
internal sealed class ItemRestoring(
    WorklistItems items, IEnumerable<IGrantRevoker> revokers, RevocationOptions options, TimeProvider clock)
{
    private const int MostLooks = 8;

    public async Task<StepResult> RestoreAsync(RevocationWork work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var revoker = revokers.At(work.Item.Provider);
        if (revoker is null || work.Item.RestoreRecipe is not { } recipe)
        {
            await FailAsync(work, "Nothing here may put it back any more.");
            return new StepResult();
        }
        var calling = work.Item with { NextAt = now + ItemOrdering.Lease, Looks = work.Item.Looks + 1 };
        if (await items.SaveAsync(work.Item, calling, entry: null, now, cancellation) is not { } claimed)
            return new StepResult();
        work = work with { Item = claimed };
        try
        {
            await revoker.RestoreAsync(RestoreRecipe.Read(recipe), cancellation);
        }
        catch (RevocationRejectedException e)
        {
            await FailAsync(work, e.Message);
            return new StepResult();
        }
        catch (RevocationUnavailableException e)
        {
            return await RepeatAsync(work, e);
        }
        now = clock.GetUtcNow();
        var lag = options.TimesOf(work.Item.Provider)?.ListingLag ?? TimeSpan.Zero;
        var accepted = work.Item with { RestoreState = RestoreState.Accepted, NextAt = now + lag, Looks = 0, Problem = null };
        await SaveAsync(AuditKinds.RestoreAccepted, work, accepted, now);
        return new StepResult();
    }

    /// <summary>The provider took it and does not list it yet.</summary>
    public Task NotThereYetAsync(RevocationWork work, CancellationToken cancellation)
    {
        var looks = work.Item.Looks + 1;
        if (looks >= MostLooks)
        {
            var what = work.Item.IsNarrowed ? "the permissions" : "the grant";
            return FailAsync(work, $"The provider took the restore and still does not list {what}.");
        }
        var now = clock.GetUtcNow();
        var lag = options.TimesOf(work.Item.Provider)?.ListingLag ?? ItemOrdering.Pause(looks);
        return items.SaveAsync(work.Item, work.Item with { Looks = looks, NextAt = now + (lag * looks) }, entry: null, now, cancellation);
    }

    private async Task<StepResult> RepeatAsync(RevocationWork work, RevocationUnavailableException fault)
    {
        var now = clock.GetUtcNow();
        if (now - work.Item.RestoreAt >= ItemOrdering.Patience)
        {
            await FailAsync(work, $"no clear answer for a day: {fault.Message}");
            return new StepResult();
        }
        var pause = fault.PauseOver(ItemOrdering.Pause(work.Item.Looks));
        var later = work.Item with { NextAt = now + pause, Problem = ItemOrdering.Short(fault.Message) };
        await items.SaveAsync(work.Item, later, entry: null, now, CancellationToken.None);
        return StepResult.After(fault, now);
    }

    private Task FailAsync(RevocationWork work, string reason)
    {
        var now = clock.GetUtcNow();
        var failed = work.Item with
        {
            RestoreState = RestoreState.Failed,
            Problem = ItemOrdering.Short(reason),
            // The time that it was watched until before is not kept: it is looked at once more, and then as before.
            NextAt = work.Item.TokensUntil > now ? work.Item.TokensUntil : now + ItemReading.BetweenLooks,
            Looks = 0,
        };
        return SaveAsync(AuditKinds.RestoreFailed, work, failed, now);
    }

    private async Task SaveAsync(string kind, RevocationWork work, WorklistItem after, DateTimeOffset now) =>
        await items.SaveAsync(kind, work, after, now, CancellationToken.None);
}
