using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>What the channels of an incident are planned from.</summary>
/// <param name="Effects">All effects except the kinds that can be many: Datadog's, revocations and starts.</param>
/// <param name="OpenerRevision">The evaluated revision of the opening consent: the one that pages and details show.</param>
/// <param name="MustJudge">The opening consent changed since its evaluation.</param>
/// <param name="DatadogAt">When the next of Datadog's effects is due; null: none is open.</param>
/// <param name="RevocationAt">When the next revocation is due; null: none is open.</param>
/// <param name="NewestEffect">The id of the newest effect of all kinds.</param>
internal sealed record IncidentFacts(
    Incident Incident,
    IReadOnlyList<EscalationEffect> Effects,
    int OpenerRevision,
    bool MustJudge,
    DateTimeOffset? DatadogAt,
    DateTimeOffset? RevocationAt,
    long NewestEffect = 0
)
{
    private static readonly EffectKind[] Bulk = [EffectKind.DatadogEvent, EffectKind.DatadogMetric, EffectKind.Revoke, EffectKind.Start];

    // Compiled, because each channel runs it at each of its steps. One statement, so that what it counts is what it lists.
    private static readonly QueryPerModel<Func<OAuthAttestDb, long, IAsyncEnumerable<Row>>> Rows = new(() =>
        EF.CompileAsyncQuery(
            (OAuthAttestDb db, long id) =>
                from incident in db.Incidents.AsNoTracking()
                join consent in db.Consents on incident.DedupKey.Substring(IncidentKeys.Prefix.Length) equals consent.Key
                join escalation in db.Escalations on consent.Id equals escalation.ConsentId
                where incident.Id == id
                from effect in db.Effects.AsNoTracking().Where(e => e.IncidentId == id && !Bulk.Contains(e.Kind)).DefaultIfEmpty()
                orderby effect.Id
                select new Row(
                    incident,
                    effect,
                    consent.Revision,
                    escalation.Revision,
                    db.Effects.Where(EffectRows.Open)
                        .Where(e => e.IncidentId == id && (e.Kind == EffectKind.DatadogEvent || e.Kind == EffectKind.DatadogMetric))
                        .Min(e => (DateTimeOffset?)e.NextAttemptAt),
                    db.Effects.Where(EffectRows.Open)
                        .Where(e => e.IncidentId == id && e.Kind == EffectKind.Revoke)
                        .Min(e => (DateTimeOffset?)e.NextAttemptAt),
                    db.Effects.Where(e => e.IncidentId == id).Max(e => (long?)e.Id)
                )
        )
    );

    public bool IsResolved => Incident.State == IncidentState.Resolved;

    /// <summary>The number of the newest alert.</summary>
    public int Alert => Math.Max(1, Effects.Count(effect => effect.Kind == EffectKind.Page));

    /// <summary>The dedup key of the newest alert.</summary>
    public string AlertKey => IncidentKeys.AlertKey(Incident.DedupKey, Alert);

    /// <summary>The row of this kind; of kinds that each alert has, the newest alert's.</summary>
    public EscalationEffect? Find(EffectKind kind) => Effects.FirstOrDefault(effect => effect.Kind == kind && IsCurrent(effect));

    public EscalationEffect? FindOpen(EffectKind kind) =>
        Effects.FirstOrDefault(effect => effect.Kind == kind && effect.IsOpen() && IsCurrent(effect));

    /// <summary>The row belongs to the newest alert, or to no single one.</summary>
    public bool IsCurrent(EscalationEffect effect) =>
        Alert == 1
        || effect.Kind is not (EffectKind.Page or EffectKind.PageFallback or EffectKind.PageLink or EffectKind.PageFailedAlert)
        || EffectKeys.AlertOf(effect) == AlertKey;

    public static async Task<IncidentFacts> ReadAsync(
        IDbContextFactory<OAuthAttestDb> databases,
        long incidentId,
        CancellationToken cancellation
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        Row? first = null;
        var effects = new List<EscalationEffect>();
        await foreach (var row in Rows.For(db)(db, incidentId).WithCancellation(cancellation))
        {
            first ??= row;
            if (row.Effect is { } effect)
                effects.Add(effect);
        }
        return first is null
            ? throw new InvalidOperationException($"There is no incident {incidentId} with its opening consent.")
            : new IncidentFacts(first.Incident, effects, first.Evaluated, first.Revision > first.Evaluated, first.DatadogAt,
                first.RevocationAt, first.Newest ?? 0);
    }

    /// <param name="Revision">The opening consent's current revision.</param>
    /// <param name="Evaluated">The revision that was evaluated.</param>
    private sealed record Row(
        Incident Incident,
        EscalationEffect? Effect,
        int Revision,
        int Evaluated,
        DateTimeOffset? DatadogAt,
        DateTimeOffset? RevocationAt,
        long? Newest
    );
}
