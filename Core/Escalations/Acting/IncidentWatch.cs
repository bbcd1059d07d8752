using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Acting.Paging;
using OAuthAttest.Escalations.Acting.Telling;
using OAuthAttest.Escalations.Decisions;
using OAuthAttest.Escalations.Incidents;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Acting;

/// <param name="IsOver">Resolved, and everybody outside knows.</param>
/// <param name="MustJudge">The opening consent changed: it is judged again.</param>
/// <param name="Due">The lanes that have something to do now.</param>
/// <param name="NextAt">When the next one has; null: only a wake-up brings more.</param>
public sealed record IncidentLook(bool IsOver, bool MustJudge, IReadOnlyList<EffectLane> Due, DateTimeOffset? NextAt);

/// <param name="IncidentId">Null: nobody is bothered.</param>
/// <param name="IsOpener">The consent opened the incident.</param>
/// <param name="OpenerInstance">The orchestration that carries the incident out.</param>
public sealed record DecidedConsent(long? IncidentId, bool IsOpener, string? OpenerInstance);

/// <summary>Where a consent and its incident stand, for the orchestration that carries them out.</summary>
public sealed class IncidentWatch(IDbContextFactory<OAuthAttestDb> databases, ConsentJudge judge, TimeProvider clock)
{
    /// <summary>Decides about the consent as it stands now. Only then its start counts as done: an orchestration that died before is started again.</summary>
    public async Task<DecidedConsent> DecideAsync(long consentId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var judgement = await judge.DecideAsync(consentId, now, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await MarkStartedAsync(db, consentId, now, cancellation);
        if (judgement.IncidentId is not { } incident)
            return new DecidedConsent(null, false, null);
        var dedupKey = await db.Incidents.Where(i => i.Id == incident).Select(i => i.DedupKey).SingleAsync(cancellation);
        return new DecidedConsent(incident, judgement.OpensIncident, IncidentKeys.InstanceId(dedupKey));
    }

    public async Task<IncidentLook> LookAsync(long incidentId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var facts = await IncidentFacts.ReadAsync(db, incidentId, cancellation);
        var now = clock.GetUtcNow();
        // Whether there is a fallback key matters only when its lane is due anyway.
        List<(EffectLane Lane, DateTimeOffset? At)> lanes =
        [
            (EffectLane.PagerDuty, Time(PagerPlanner.Next(facts, hasFallback: false, now).At)),
            (EffectLane.Slack, Time(SlackPlanner.Next(facts, now).At)),
            (EffectLane.Datadog, facts.DatadogAt),
            (EffectLane.Revocation, facts.RevocationAt),
        ];
        var isOver = facts.IsResolved && lanes.TrueForAll(lane => lane.At is null) && !facts.Effects.Any(effect => effect.IsOpen());
        return new IncidentLook(
            isOver, facts.MustJudge, [.. lanes.Where(lane => lane.At <= now).Select(lane => lane.Lane)], lanes.Where(lane => lane.At > now).Select(lane => lane.At).Min());
    }

    private static async Task MarkStartedAsync(OAuthAttestDb db, long consentId, DateTimeOffset now, CancellationToken cancellation)
    {
        var judged = await (from escalation in db.Escalations
                            join consent in db.Consents on escalation.ConsentId equals consent.Id
                            where consent.Id == consentId
                            select new { consent.Key, escalation.Revision }).SingleAsync(cancellation);
        var keys = Enumerable.Range(1, judged.Revision).Select(revision => EffectKeys.Start(judged.Key, revision)).ToList();
        await db.Effects.Where(e => keys.Contains(e.Key) && (e.State == EffectState.Pending || e.State == EffectState.Sending))
            .ExecuteUpdateAsync(set => set.SetProperty(e => e.State, EffectState.Done).SetProperty(e => e.DoneAt, now), cancellation);
    }

    private static DateTimeOffset? Time(DateTimeOffset at) => at == DateTimeOffset.MaxValue ? null : at;
}
