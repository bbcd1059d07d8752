using Npgsql;
using OAuthAttest.Escalations.Dispatch.Planning;
using OAuthAttest.Escalations.Evaluation;
using OAuthAttest.Escalations.Outbox;

namespace OAuthAttest.Escalations.Dispatch.Scheduling;

/// <param name="IsOver">Resolved, and every message about it has been sent.</param>
/// <param name="MustJudge">The opening consent changed: it must be evaluated again.</param>
/// <param name="Due">The channels that have something to do now.</param>
/// <param name="NextAt">When the next channel is due; null: all wait for a wake-up.</param>
/// <param name="Plan">The same for each channel; null in older histories, which had no plan.</param>
public sealed record IncidentStatus(
    bool IsOver,
    bool MustJudge,
    IReadOnlyList<OutboxChannel> Due,
    DateTimeOffset? NextAt,
    IncidentPlan? Plan = null
);

/// <param name="IncidentId">Null: the consent was not escalated.</param>
/// <param name="IsOpener">The consent opened the incident.</param>
/// <param name="OpenerInstance">The orchestration that carries the incident out.</param>
/// <param name="HasPlans">Dispatches return a plan; false in histories that began before they did.</param>
/// <param name="NotBefore">Nothing is decided yet: ask again then.</param>
public sealed record DecidedConsent(
    long? IncidentId,
    bool IsOpener,
    string? OpenerInstance,
    bool HasPlans = false,
    DateTimeOffset? NotBefore = null
);

/// <summary>Reads the status of a consent and its incident for the orchestration that carries them out.</summary>
public sealed class IncidentStatusReader(NpgsqlDataSource database, ConsentEvaluator evaluator, TimeProvider clock)
{
    /// <summary>
    /// Decides about the consent's current revision. The decision also settles the consent's start row; an orchestration that dies before
    /// it is started again.
    /// </summary>
    public async Task<DecidedConsent> DecideAsync(long consentId, CancellationToken cancellation)
        => Of(await evaluator.DecideAsync(consentId, clock.GetUtcNow(), cancellation));

    public static DecidedConsent Of(ConsentEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return evaluation is { IncidentId: { } incident, DedupKey: { } dedupKey }
            ? new DecidedConsent(incident, evaluation.OpensIncident, IncidentKeys.InstanceId(dedupKey), HasPlans: true)
            : new DecidedConsent(null, false, null, NotBefore: evaluation.NotBefore);
    }

    public async Task<IncidentStatus> ReviewAsync(long incidentId, CancellationToken cancellation)
    {
        var plan = await PlanAsync(incidentId, cancellation);
        return new IncidentStatus(
            plan.IsOver, plan.MustJudge, [.. plan.Channels.Where(channel => channel.At is null).Select(channel => channel.Channel)],
            plan.Channels.Min(channel => channel.At), plan);
    }

    /// <summary>What is next for each channel.</summary>
    public async Task<IncidentPlan> PlanAsync(long incidentId, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return IncidentSchedule.Plan(await IncidentFacts.ReadAsync(database, incidentId, now, cancellation), now);
    }
}
