using Npgsql;
using OAuthAttest.Evidence;
using OAuthAttest.Outside;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Revocations.Executing;

/// <param name="BlockUntil">The provider asked to wait, or gave no clear answer: nobody calls it before this time.</param>
internal sealed record StepResult(DateTimeOffset? BlockUntil = null)
{
    /// <summary>After a fault: whoever is asked to wait does not go on with the other items either.</summary>
    public static StepResult After(RevocationUnavailableException fault, DateTimeOffset now) => new(now + fault.RetryAfter);
}

/// <summary>
/// Revokes one item at its provider. The call is noted before it is made, so that a process that ends in the middle leaves an item whose
/// call is repeated: to revoke twice is harmless.
/// </summary>
internal sealed class ItemOrdering(
    NpgsqlDataSource database, WorklistItems items, IEnumerable<IGrantRevoker> revokers, RevocationOptions options, TimeProvider clock)
{
    /// <summary>For so long a provider that gives no clear answer is called again; then a person must act.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <summary>After this time a call that nothing was heard of counts as lost. Longer than any call with its retries.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>The shortest and the longest pause after a provider gave no clear answer.</summary>
    internal static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    /// <inheritdoc cref="FirstPause"/>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(30);

    /// <summary>So many calls at least were without a clear answer before a person must act.</summary>
    private const int FewestCalls = 10;

    private const int ScopesNamed = 5;

    public async Task<StepResult> OrderAsync(RevocationWork work, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var revoker = revokers.At(work.Item.Provider);
        if (revoker is null || (work.Item.IsNarrowed && !revoker.CanNarrow))
        {
            await HandOverAsync(work, now, cancellation);
            return new StepResult();
        }
        var item = work.Item;
        if (work.KeptIn is { } later)
        {
            await ContradictedAsync(work, later, now, cancellation);
            return new StepResult();
        }
        var called = (item.State == RevocationState.Revoking ? item : item.MoveTo(RevocationState.Revoking)) with
        {
            Attempts = item.Attempts + 1,
            OrderedAt = item.OrderedAt ?? now,
            NextAt = now + Lease,
            Problem = null,
        };
        var entry = ItemEvidence.Of(AuditKinds.RevocationOrdered, work, called);
        if (await items.SaveAsync(item, called, entry, now, cancellation, beforeCall: true) is not { } claimed)
            return new StepResult();
        work = work with { Item = claimed };
        try
        {
            await CallAsync(revoker, work, cancellation);
            return new StepResult();
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
    }

    private async Task CallAsync(IGrantRevoker revoker, RevocationWork work, CancellationToken cancellation)
    {
        var there = await revoker.ReadAsync(work.Target, work.DecidedScopes, cancellation);
        // Where none of the scopes to take is left, there is nothing that could be asked about.
        if (there.Grown.Count > 0 && !(work.Item.IsNarrowed && there.Count == 0))
        {
            await QuestionAsync(work, there.Grown);
            return;
        }
        // The reads took their time: a pause counts up to the call that changes something.
        if (!await items.MayCallAsync(work.Item, cancellation))
        {
            await BackAsync(work);
            return;
        }
        await RestoreRecipes.MakeAsync(database, work.Item.CampaignId, work.Item.GrantId, there.Entries, cancellation);
        var removed = there.Count == 0 ? 0 : (await revoker.RevokeAsync(work.Target, cancellation)).Removed;
        var now = clock.GetUtcNow();
        await SaveAsync(
            AuditKinds.RevocationAccepted,
            work,
            work.Item.MoveTo(RevocationState.Accepted) with
            {
                AcceptedAt = now,
                // A call before may have removed it without an answer: what it removed is not known.
                Removed = removed == 0 && work.Item.Attempts > 1 ? null : removed,
                TokensUntil = now + options.TokenLifetimeOf(work.Item.Provider),
                Problem = work.Item.IsNarrowed && !there.IsListed ? "The grant as a whole is not there any more." : null,
                NextAt = now + (options.TimesOf(work.Item.Provider)?.ListingLag ?? TimeSpan.Zero),
            },
            now
        );
    }

    private Task QuestionAsync(RevocationWork work, IReadOnlyList<string> grown)
    {
        var now = clock.GetUtcNow();
        var more = grown.Count > ScopesNamed ? $" and {grown.Count - ScopesNamed} more" : "";
        return SaveAsync(
            AuditKinds.RevocationQuestioned,
            work,
            work.Item.MoveTo(RevocationState.Questioned) with
            {
                Problem = Short($"Since the decision the app got {string.Join(", ", grown.Take(ScopesNamed))}{more}. Nothing was removed."),
                GrownScopes = [.. work.Item.GrownScopes.Union(grown, StringComparer.Ordinal)],
                NextAt = now + ItemReading.BetweenLooks,
            },
            now
        );
    }

    /// <summary>Whoever owns it kept it in a later campaign: a named person decides which answer counts.</summary>
    private async Task ContradictedAsync(RevocationWork work, string later, DateTimeOffset now, CancellationToken cancellation)
    {
        var sofar = work.Item.Attempts == 0 ? "Nothing was removed." : "A call that was made before may have removed it.";
        var questioned = work.Item.MoveTo(RevocationState.Questioned) with
        {
            OrderedAt = work.Item.OrderedAt ?? now,
            Problem = Short($"It was kept in the later campaign {later}. {sofar}"),
            NextAt = now + ItemReading.BetweenLooks,
        };
        await items.SaveAsync(AuditKinds.RevocationQuestioned, work, questioned, now, cancellation);
    }

    /// <summary>Nothing was called: the item waits until it may be.</summary>
    private Task BackAsync(RevocationWork work)
    {
        var now = clock.GetUtcNow();
        return SaveAsync(AuditKinds.RevocationRetried, work, work.Item.MoveTo(RevocationState.Approved) with { NextAt = now }, now);
    }

    private Task FailAsync(RevocationWork work, string reason)
    {
        var now = clock.GetUtcNow();
        return SaveAsync(
            AuditKinds.RevocationFailed,
            work,
            work.Item.MoveTo(RevocationState.Failed) with { Problem = Short(reason), NextAt = now + ItemReading.BetweenLooks },
            now
        );
    }

    private async Task<StepResult> RepeatAsync(RevocationWork work, RevocationUnavailableException fault)
    {
        var now = clock.GetUtcNow();
        // A day in which it was paused, or switched off, is no day in which the provider was asked.
        if (now - work.Item.OrderedAt >= Patience && work.Item.Attempts >= FewestCalls)
        {
            await FailAsync(work, $"no clear answer in {work.Item.Attempts} calls over a day: {fault.Message}");
            return new StepResult();
        }
        var pause = fault.PauseOver(Pause(work.Item.Attempts));
        await SaveAsync(
            AuditKinds.RevocationRetried,
            work,
            work.Item.MoveTo(RevocationState.Approved) with { Problem = Short(fault.Message), NextAt = now + pause },
            now
        );
        return StepResult.After(fault, now);
    }

    private async Task HandOverAsync(RevocationWork work, DateTimeOffset now, CancellationToken cancellation)
    {
        var item = work.Item.State == RevocationState.Revoking ? work.Item.MoveTo(RevocationState.Approved) : work.Item;
        var handed = item.MoveTo(RevocationState.ByHand) with
        {
            OrderedAt = work.Item.OrderedAt ?? now,
            Problem = work.Item.IsNarrowed
                ? $"Nothing here may take single permissions from a grant at {work.Item.Provider}."
                : $"Nothing here may revoke at {work.Item.Provider}.",
            NextAt = now + ItemReading.BetweenLooks,
        };
        var entry = ItemEvidence.Of(AuditKinds.RevocationByHand, work, handed);
        await items.SaveAsync(work.Item, handed, entry, now, cancellation, beforeCall: true);
    }

    // What the provider did is noted even when the caller is stopped.
    private async Task SaveAsync(string kind, RevocationWork work, WorklistItem after, DateTimeOffset now) =>
        await items.SaveAsync(kind, work, after, now, CancellationToken.None);

    internal static string Short(string text) => WireText.Cut(text, WorklistItemMapping.LongestProblem);

    internal static TimeSpan Pause(int attempt) => GrowingPause.Of(attempt, FirstPause, LongestPause);
}
