using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Dispatch.Scheduling;

/// <param name="ConsentId">The consent's row.</param>
/// <param name="Key">See <see cref="EscalationKey"/>.</param>
public sealed record StrandedConsent(long ConsentId, string Key);

/// <summary>Finds committed work that no orchestration has carried out: the sweep starts, wakes or restarts the orchestration.</summary>
public sealed class EscalationBacklog(IDbContextFactory<OAuthAttestDb> databases)
{
    private const int RowsASweep = 500;
    private const int IncidentsAtOnce = 2000;

    /// <summary>A running orchestration handles an effect within seconds; one overdue by more than this has been lost.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(20);

    /// <summary>Incidents opened more recently are left out: their orchestration may not have ended its first turn.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(2);

    /// <summary>Consents without a decision: their orchestration was never started, or was lost before it decided.</summary>
    public async Task<IReadOnlyList<StrandedConsent>> FindUndecidedAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var due = db.Effects.WhereOpen().Where(effect => effect.Kind == EffectKind.Start && effect.NextAttemptAt <= now);
        return await db
            .Consents.Where(consent => due.Any(effect => effect.ConsentId == consent.Id))
            .OrderBy(consent => consent.Id)
            .Take(RowsASweep)
            .Select(consent => new StrandedConsent(consent.Id, consent.Key))
            .ToListAsync(cancellation);
    }

    /// <summary>The opening consents of incidents with overdue effects.</summary>
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

    /// <summary>The opening consents of unresolved incidents. Each should have an orchestration that waits for events.</summary>
    public async Task<IReadOnlyList<StrandedConsent>> FindUnfinishedAsync(DateTimeOffset now, CancellationToken cancellation)
    {
        var settled = now - Settled;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var dedupKeys = await db.Incidents.Where(i => i.State != IncidentState.Resolved && i.OpenedAt <= settled)
            .OrderByDescending(i => i.Id).Select(i => i.DedupKey).Take(IncidentsAtOnce).ToListAsync(cancellation);
        var keys = dedupKeys.ConvertAll(IncidentKeys.EscalationKeyOf);
        return await db.Consents.Where(c => keys.Contains(c.Key)).Select(c => new StrandedConsent(c.Id, c.Key)).ToListAsync(cancellation);
    }

    /// <summary>Their start was attempted: it is not repeated before the given time, and only if the decision is still missing.</summary>
    public async Task PostponeAsync(IReadOnlyList<StrandedConsent> consents, DateTimeOffset until, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(consents);
        var ids = consents.Select(consent => (long?)consent.ConsentId).ToList();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await db
            .Effects.WhereOpen()
            .Where(e => e.Kind == EffectKind.Start && ids.Contains(e.ConsentId))
            .ExecuteUpdateAsync(
                set => set.SetProperty(e => e.NextAttemptAt, until).SetProperty(e => e.Attempts, e => e.Attempts + 1),
                cancellation
            );
    }
}
