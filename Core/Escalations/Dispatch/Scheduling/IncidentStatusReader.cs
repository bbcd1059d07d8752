using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Dispatch.Scheduling;

/// <param name="IsOver">Resolved, and everybody outside knows.</param>
/// <param name="MustJudge">The opening consent changed: it is judged again.</param>
/// <param name="Due">The lanes that have something to do now.</param>
/// <param name="NextAt">When the next one has; null: only a wake-up brings more.</param>
/// <param name="Plan">The same for each lane; null in histories that had none.</param>
public sealed record IncidentStatus(bool IsOver, bool MustJudge, IReadOnlyList<OutboxChannel> Due, DateTimeOffset? NextAt, IncidentPlan? Plan = null);

/// <param name="IncidentId">Null: nobody is bothered.</param>
/// <param name="IsOpener">The consent opened the incident.</param>
/// <param name="OpenerInstance">The orchestration that carries the incident out.</param>
/// <param name="LanesPlan">Lanes end with a plan; false in histories that began when they did not.</param>
public sealed record DecidedConsent(long? IncidentId, bool IsOpener, string? OpenerInstance, bool LanesPlan = false);

/// <summary>Where a consent and its incident stand, for the orchestration that carries them out.</summary>
public sealed class IncidentStatusReader(IDbContextFactory<OAuthAttestDb> databases, ConsentEvaluator evaluator, TimeProvider clock)
{
    /// <summary>Decides about the consent as it stands now. With the decision its start is done: an orchestration that died before is started again.</summary>
    public async Task<DecidedConsent> DecideAsync(long consentId, CancellationToken cancellation)
    {
        var evaluation = await evaluator.DecideAsync(consentId, clock.GetUtcNow(), cancellation);
        return evaluation is { IncidentId: { } incident, DedupKey: { } dedupKey }
            ? new DecidedConsent(incident, evaluation.OpensIncident, IncidentKeys.InstanceId(dedupKey), LanesPlan: true)
            : new DecidedConsent(null, false, null);
    }

    public async Task<IncidentStatus> ReviewAsync(long incidentId, CancellationToken cancellation)
    {
        var facts = await IncidentFacts.ReadAsync(databases, incidentId, cancellation);
        var now = clock.GetUtcNow();
        var lanes = IncidentSchedule.Of(facts, now);
        var isOver = facts.IsResolved && lanes.All(lane => lane.At is null) && !facts.Effects.Any(effect => effect.IsOpen());
        return new IncidentStatus(
            isOver, facts.MustJudge, [.. lanes.Where(lane => lane.At <= now).Select(lane => lane.Lane)], lanes.Where(lane => lane.At > now).Select(lane => lane.At).Min(),
            await PlanAsync(incidentId, cancellation));
    }

    /// <summary>What is next for each lane.</summary>
    public async Task<IncidentPlan> PlanAsync(long incidentId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // Before the rest, so that what is read knows of all that the mark stands for.
        var newest = await db.Effects.Where(effect => effect.IncidentId == incidentId).MaxAsync(effect => (long?)effect.Id, cancellation) ?? 0;
        var facts = await IncidentFacts.ReadAsync(databases, incidentId, cancellation);
        var lanes = IncidentSchedule.Of(facts, now).Where(lane => lane.At is not null).ToList();
        return new IncidentPlan(
            facts.IsResolved && lanes.Count == 0 && !facts.Effects.Any(effect => effect.IsOpen()), facts.MustJudge,
            [.. lanes.Select(lane => new ChannelPlan(lane.Lane, lane.At > now ? lane.At : null))],
            now, newest + facts.Incident.Revision + facts.Incident.Consents + facts.OpenerRevision);
    }
}
