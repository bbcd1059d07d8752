using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Dispatch.Planning;

/// <summary>What the channels of an incident are planned from.</summary>
/// <param name="Effects">All there is but what can be many: Datadog's and the revocations.</param>
/// <param name="OpenerRevision">The revision of the opening consent that was judged: what pages and details tell.</param>
/// <param name="MustJudge">The opening consent changed since.</param>
/// <param name="DatadogAt">When the next of Datadog's effects is due; null: none is open.</param>
/// <param name="RevocationAt">The same of the revocations.</param>
internal sealed record IncidentFacts(
    Incident Incident, IReadOnlyList<EscalationEffect> Effects, int OpenerRevision, bool MustJudge, DateTimeOffset? DatadogAt, DateTimeOffset? RevocationAt)
{
    private static readonly EffectKind[] Bulk = [EffectKind.DatadogEvent, EffectKind.DatadogMetric, EffectKind.Revoke, EffectKind.Start];

    // Each channel reads this at each of its steps.
    private static readonly QueryPerModel<Func<OAuthAttestDb, long, CancellationToken, Task<Standing>>> StandingQuery = new(() => EF.CompileAsyncQuery((OAuthAttestDb db, long id, CancellationToken cancellation) =>
        (from incident in db.Incidents.AsNoTracking()
         join consent in db.Consents on incident.DedupKey.Substring(IncidentKeys.Prefix.Length) equals consent.Key
         join escalation in db.Escalations on consent.Id equals escalation.ConsentId
         where incident.Id == id
         select new Standing(
             incident,
             consent.Revision,
             escalation.Revision,
             db.Effects.Where(EffectRows.Open).Where(e => e.IncidentId == id && (e.Kind == EffectKind.DatadogEvent || e.Kind == EffectKind.DatadogMetric))
                 .Min(e => (DateTimeOffset?)e.NextAttemptAt),
             db.Effects.Where(EffectRows.Open).Where(e => e.IncidentId == id && e.Kind == EffectKind.Revoke)
                 .Min(e => (DateTimeOffset?)e.NextAttemptAt))).Single()));

    private static readonly QueryPerModel<Func<OAuthAttestDb, long, IAsyncEnumerable<EscalationEffect>>> EffectsQuery = new(() => EF.CompileAsyncQuery<OAuthAttestDb, long, EscalationEffect>((db, id) =>
        db.Effects.AsNoTracking().Where(e => e.IncidentId == id && !Bulk.Contains(e.Kind)).OrderBy(e => e.Id)));

    public bool IsResolved => Incident.State == IncidentState.Resolved;

    public EscalationEffect? Find(EffectKind kind) => Effects.FirstOrDefault(effect => effect.Kind == kind);

    public EscalationEffect? FindOpen(EffectKind kind) => Effects.FirstOrDefault(effect => effect.Kind == kind && effect.IsOpen());

    public static async Task<IncidentFacts> ReadAsync(IDbContextFactory<OAuthAttestDb> databases, long incidentId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var standing = await StandingQuery.For(db)(db, incidentId, cancellation);
        var effects = new List<EscalationEffect>();
        await foreach (var effect in EffectsQuery.For(db)(db, incidentId).WithCancellation(cancellation))
            effects.Add(effect);
        return new IncidentFacts(standing.Incident, effects, standing.Judged, standing.Revision > standing.Judged, standing.DatadogAt, standing.RevocationAt);
    }

    /// <param name="Revision">The opening consent's.</param>
    /// <param name="Judged">The one that was judged.</param>
    private sealed record Standing(Incident Incident, int Revision, int Judged, DateTimeOffset? DatadogAt, DateTimeOffset? RevocationAt);
}
