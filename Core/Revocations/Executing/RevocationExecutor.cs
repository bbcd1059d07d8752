using Microsoft.Extensions.Options;
using Npgsql;
using OAuthAttest.Grants;
using OAuthAttest.Outside;
using OAuthAttest.Revocations.Pacing;
using OAuthAttest.Revocations.Pausing;
using OAuthAttest.Revocations.Providers;

namespace OAuthAttest.Revocations.Executing;

public sealed record AdvanceRevocations(long CampaignId, ProviderName Provider);

/// <param name="NextAt">When the next item is due; null: nothing is left to do.</param>
/// <param name="Worked">Items that were called or read.</param>
/// <param name="Items">How many of the campaign's items at the provider are in each state.</param>
public sealed record RevocationTurn(
    DateTimeOffset? NextAt, int Worked, IReadOnlyDictionary<RevocationState, long>? Items = null);

/// <summary>
/// One turn over the items of a campaign at one provider: revokes and reads what is due, as fast as the provider's pace allows, and tells
/// when to come again. Everything that it knows is in the rows, so that it may be run twice, at the same time, or by another worker.
/// </summary>
public sealed class RevocationExecutor
{
    private const int MostATurn = 400;
    private const int RowsAtOnce = 100;
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan BetweenLooksAtPause = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan BetweenLooksWhileOff = TimeSpan.FromDays(1);

    private readonly WorklistItems items;
    private readonly ItemOrdering ordering;
    private readonly ItemReading reading;
    private readonly RevocationPacer pacer;
    private readonly RevocationPauses pauses;
    private readonly RevocationOptions options;
    private readonly TimeProvider clock;

    public RevocationExecutor(
        NpgsqlDataSource database,
        IEnumerable<IGrantRevoker> revokers,
        RevocationPauses pauses,
        IOptions<RevocationOptions> options,
        TimeProvider clock
    )
    {
        (this.pauses, this.options, this.clock) = (pauses, options.Value, clock);
        var all = revokers.ToList();
        items = new WorklistItems(database);
        pacer = new RevocationPacer(database);
        ordering = new ItemOrdering(database, items, all, this.options, clock);
        reading = new ItemReading(items, all, new ItemRestoring(items, all, this.options, clock), this.options, clock);
    }

    public async Task<RevocationTurn> AdvanceAsync(AdvanceRevocations advance, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        var worked = 0;
        var callsAt = await CallsAtAsync(cancellation);
        DateTimeOffset? readsAt = null;
        while (worked < MostATurn && clock.GetElapsedTime(started) < LongestTurn && (callsAt is null || readsAt is null))
        {
            var before = worked;
            if (callsAt is null)
                (worked, callsAt) = Add(worked, await TakeAsync(advance, calls: true, cancellation));
            if (readsAt is null)
                (worked, readsAt) = Add(worked, await TakeAsync(advance, calls: false, cancellation));
            if (worked == before)
                break;
        }
        var now = await items.StandingAsync(advance.CampaignId, advance.Provider, options.IsUnnamedAllowed, cancellation);
        return new RevocationTurn(DueTimes.Earlier(Later(now.Call, callsAt), Later(now.Read, readsAt)), worked, now.Items);
    }

    /// <summary>What is configured now counts, also for what was allowed before. Null: calls may be made.</summary>
    private async Task<DateTimeOffset?> CallsAtAsync(CancellationToken cancellation)
    {
        if (options.Mode == RevocationMode.Worklist)
            return clock.GetUtcNow() + BetweenLooksWhileOff;
        return await pauses.FindAsync(cancellation) is null ? null : clock.GetUtcNow() + BetweenLooksAtPause;
    }

    private static (int Worked, DateTimeOffset? At) Add(int worked, (int Worked, DateTimeOffset? At) more) =>
        (worked + more.Worked, more.At);

    /// <returns>When the provider may be called again; null: now.</returns>
    private async Task<(int Worked, DateTimeOffset? At)> TakeAsync(
        AdvanceRevocations advance, bool calls, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var due = await items.DueAsync(
            advance.CampaignId, advance.Provider, calls, options.IsUnnamedAllowed, RowsAtOnce, now, cancellation);
        if (due.Count == 0)
            return (0, null);
        // A provider that nothing here calls has no pace: its items are looked up in the inventory.
        if (options.TimesOf(advance.Provider) is not { } times)
        {
            await RunAsync(due, calls, family: null, concurrency: 1, cancellation);
            return (due.Count, null);
        }
        var family = calls ? $"{advance.Provider}" : $"{advance.Provider}/reads";
        var granted = await pacer.TakeAsync(family, due.Count, times.CallsPerSecond, now, cancellation);
        if (granted.Count > 0)
            await RunAsync([.. due.Take(granted.Count)], calls, family, times.Concurrency, cancellation);
        return (granted.Count, granted.Count < due.Count ? granted.NextAt : null);
    }

    private async Task RunAsync(
        IReadOnlyList<RevocationWork> due, bool calls, string? family, int concurrency, CancellationToken cancellation)
    {
        var isBlocked = false;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellation };
        await Parallel.ForEachAsync(due, parallel, async (work, token) =>
        {
            // Who was asked to wait waits with everything that has not begun.
            if (Volatile.Read(ref isBlocked))
                return;
            var step = calls ? await ordering.OrderAsync(work, token) : await reading.LookAsync(work, token);
            if (step.BlockUntil is { } until && family is not null)
            {
                Volatile.Write(ref isBlocked, true);
                await pacer.BlockAsync(family, until, token);
            }
        });
    }

    private static DateTimeOffset? Later(DateTimeOffset? due, DateTimeOffset? allowed) => due < allowed ? allowed : due;
}
