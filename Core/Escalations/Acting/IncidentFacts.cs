using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Acting;

/// <summary>What the lanes of an incident are planned from.</summary>
/// <param name="Effects">All there is but what can be many: Datadog's and the revocations.</param>
/// <param name="OpenerRevision">The revision of the opening consent that was judged: what pages and details tell.</param>
/// <param name="MustJudge">The opening consent changed since.</param>
/// <param name="DatadogAt">When the next of Datadog's effects is due; null: none is open.</param>
/// <param name="RevocationAt">The same of the revocations.</param>
internal sealed record IncidentFacts(
    Incident Incident, IReadOnlyList<EscalationEffect> Effects, int OpenerRevision, bool MustJudge, DateTimeOffset? DatadogAt, DateTimeOffset? RevocationAt)
{
    private static readonly EffectKind[] Datadog = [EffectKind.DatadogEvent, EffectKind.DatadogMetric];
    private static readonly EffectKind[] Bulk = [.. Datadog, EffectKind.Revoke, EffectKind.Start];
    private static readonly EffectState[] Open = [EffectState.Pending, EffectState.Sending];

    public bool IsResolved => Incident.State == IncidentState.Resolved;

    public EscalationEffect? Find(EffectKind kind) => Effects.FirstOrDefault(effect => effect.Kind == kind);

    public EscalationEffect? FindOpen(EffectKind kind) => Effects.FirstOrDefault(effect => effect.Kind == kind && effect.IsOpen());

    public static async Task<IncidentFacts> ReadAsync(OAuthAttestDb db, long incidentId, CancellationToken cancellation)
    {
        var incident = await db.Incidents.AsNoTracking().SingleAsync(i => i.Id == incidentId, cancellation);
        var effects = await db.Effects.AsNoTracking().Where(e => e.IncidentId == incidentId && !Bulk.Contains(e.Kind)).OrderBy(e => e.Id).ToListAsync(cancellation);
        var bulk = await db.Effects
            .Where(e => e.IncidentId == incidentId && Bulk.Contains(e.Kind) && Open.Contains(e.State))
            .GroupBy(e => e.Kind).Select(group => new { Kind = group.Key, At = group.Min(e => e.NextAttemptAt) })
            .ToListAsync(cancellation);
        var openerKey = IncidentKeys.EscalationKeyOf(incident.DedupKey);
        var opener = await (from consent in db.Consents
                            join escalation in db.Escalations on consent.Id equals escalation.ConsentId
                            where consent.Key == openerKey
                            select new { consent.Revision, Judged = escalation.Revision }).SingleAsync(cancellation);
        return new IncidentFacts(
            incident,
            effects,
            opener.Judged,
            opener.Revision > opener.Judged,
            bulk.Where(b => Datadog.Contains(b.Kind)).Select(b => (DateTimeOffset?)b.At).Min(),
            bulk.Where(b => b.Kind == EffectKind.Revoke).Select(b => (DateTimeOffset?)b.At).Min());
    }
}
