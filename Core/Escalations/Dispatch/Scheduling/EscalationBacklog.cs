using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Dispatch.Scheduling;

/// <param name="ConsentId">The consent's row.</param>
/// <param name="Key">See <see cref="EscalationKey"/>.</param>
public sealed record StrandedConsent(long ConsentId, string Key);

/// <summary>What was committed and is not carried out: what the sweep starts, wakes or revives.</summary>
public sealed class EscalationBacklog(IDbContextFactory<OAuthAttestDb> databases)
{
    private const int RowsASweep = 500;
    private const int IncidentsALook = 2000;

    /// <summary>An orchestration that lives acts within seconds; what is later than this has been forgotten.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(20);

    /// <summary>What was opened since may not have ended its first turn.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(2);

    /// <summary>Consents that nobody has decided about: never started, or lost before the decision.</summary>
    public async Task<IReadOnlyList<StrandedConsent>> FindUndecidedAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var due = db.Effects.WhereOpen().Where(effect => effect.Kind == EffectKind.Start && effect.NextAttemptAt <= now);
        return await db.Consents.Where(consent => due.Any(effect => effect.ConsentId == consent.Id))
            .OrderBy(consent => consent.Id).Take(RowsASweep).Select(consent => new StrandedConsent(consent.Id, consent.Key)).ToListAsync(cancellation);
    }

    /// <summary>The openers of incidents with something overdue.</summary>
    public async Task<IReadOnlyList<StrandedConsent>> FindOverdueAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var late = now - Overdue;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var dedupKeys = await db.Incidents
            .Where(i => db.Effects.Where(EffectRows.Open).Any(e => e.IncidentId == i.Id && e.NextAttemptAt <= late))
            .OrderBy(i => i.Id).Select(i => i.DedupKey).Take(RowsASweep).ToListAsync(cancellation);
        var keys = dedupKeys.ConvertAll(IncidentKeys.EscalationKeyOf);
        return await db.Consents.Where(c => keys.Contains(c.Key)).Select(c => new StrandedConsent(c.Id, c.Key)).ToListAsync(cancellation);
    }

    /// <summary>The openers of incidents that are not over. Each should have an orchestration that waits for what comes.</summary>
    public async Task<IReadOnlyList<StrandedConsent>> FindUnfinishedAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var settled = now - Settled;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var dedupKeys = await db.Incidents.Where(i => i.State != IncidentState.Resolved && i.OpenedAt <= settled)
            .OrderByDescending(i => i.Id).Select(i => i.DedupKey).Take(IncidentsALook).ToListAsync(cancellation);
        var keys = dedupKeys.ConvertAll(IncidentKeys.EscalationKeyOf);
        return await db.Consents.Where(c => keys.Contains(c.Key)).Select(c => new StrandedConsent(c.Id, c.Key)).ToListAsync(cancellation);
    }

    /// <summary>They were started, or tried: not again before the given time, unless the decision is still missing then.</summary>
    public async Task PostponeAsync(IReadOnlyList<StrandedConsent> consents, DateTimeOffset until, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(consents);
        var ids = consents.Select(consent => (long?)consent.ConsentId).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db.Effects.WhereOpen().Where(e => e.Kind == EffectKind.Start && ids.Contains(e.ConsentId))
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.NextAttemptAt, until).SetProperty(e => e.Attempts, e => e.Attempts + 1), cancellation);
    }
}
