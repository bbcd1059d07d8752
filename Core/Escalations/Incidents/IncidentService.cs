using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>
/// Takes the acts of responders. One act is one transaction: its checks, the act's row, the incident's move, the effects that it
/// wants outside and the audit entry are committed together, before anybody is told. Refused acts are kept as evidence.
/// </summary>
public sealed class IncidentService(IDbContextFactory<OAuthAttestDb> databases, Responders responders, IBusinessTelemetry telemetry)
{
    /// <summary>A false positive is explained in at least so many characters.</summary>
    public const int ShortestReason = 10;

    private const int LongestReason = 1000;

    /// <summary>Carries out what somebody wants, or says why not. A repeated delivery gets its first receipt again and changes nothing.</summary>
    /// <exception cref="ArgumentException">The order is one that no door can give.</exception>
    public async Task<IncidentActReceipt> ActAsync(IncidentActOrder order, CancellationToken cancellation)
    {
        Check(order);
        // Before the transaction: whoever waits for the incident's lock must not hold up a connection that its holder needs.
        var isAllowed = order.Origin == ActOrigin.PagerDuty || await responders.IsAllowedAsync(order.Actor, cancellation);
        await using var ledger = await IncidentTransaction.OpenAsync(databases, order.Now, cancellation);
        if (await ledger.LockAsync(order.IncidentId, cancellation) is not { } incident)
            return await RefuseUnknownAsync(ledger, order, cancellation);
        if (await ledger.OutcomeOfAsync(order.DeliveryKey, cancellation) is { } before)
            return new IncidentActReceipt(before, incident);

        var (wasAcknowledged, wasResolved) = (incident.AcknowledgedAt is not null, incident.State == IncidentState.Resolved);
        var outcome = Judge(incident, order, isAllowed) ?? await ApplyAsync(ledger, incident, order, cancellation);
        ledger.Add(Row(order, outcome));
        if (outcome != IncidentActOutcome.AlreadySo)
            ledger.Audit(outcome == IncidentActOutcome.Done ? Kind(order.Kind) : AuditKinds.IncidentActRefused, Subject(incident), order.Actor, Facts(order, outcome, incident));
        await ledger.CommitAsync(cancellation);
        if (!wasAcknowledged && incident.AcknowledgedAt is { } acknowledged)
            telemetry.Track(BusinessEvents.EscalationAcknowledged(incident.Provider.ToString(), order.Origin, acknowledged - incident.OpenedAt));
        if (order.Kind == IncidentActKind.Revoke && outcome == IncidentActOutcome.Done)
            telemetry.Track(BusinessEvents.RevocationWasOrdered(incident.Provider.ToString()));
        if (!wasResolved && incident.State == IncidentState.Resolved)
            TellClosed(incident, order.Now);
        return new IncidentActReceipt(outcome, incident);
    }

    /// <summary>
    /// Resolves the incident once every escalated consent of it is proven revoked. A consent that joined after the order, or whose
    /// revocation failed, keeps it open: a person must act.
    /// </summary>
    /// <returns>True when it is resolved, by this call or before.</returns>
    public async Task<bool> FinishRevocationAsync(long incidentId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var ledger = await IncidentTransaction.OpenAsync(databases, now, cancellation);
        var incident = await ledger.LockAsync(incidentId, cancellation) ?? throw new InvalidOperationException($"There is no incident {incidentId}.");
        if (incident.State == IncidentState.Resolved)
            return true;
        var consents = await ledger.ConsentsAsync(incidentId, cancellation);
        var revocations = await ledger.RevocationsAsync(incidentId, cancellation);
        if (consents.Count == 0 || consents.Any(consent => revocations.GetValueOrDefault(consent.Id) != EffectState.Done))
            return false;

        var by = await ledger.RevokedByAsync(incidentId, cancellation) ?? "system";
        incident.Resolve(IncidentEnd.Revoked, by, now);
        await ledger.WantAsync(EffectKind.PagerDutyResolve, EffectKeys.Resolve(incident.DedupKey), incident.Id, null, cancellation);
        ledger.Audit(AuditKinds.IncidentResolved, Subject(incident), "system", new Dictionary<string, object?>(StringComparer.Ordinal) { ["end"] = IncidentEnd.Revoked, ["consents"] = consents.Count, ["orderedBy"] = by });
        await ledger.CommitAsync(cancellation);
        TellClosed(incident, now);
        return true;
    }

    private void TellClosed(Incident incident, DateTimeOffset now) =>
        telemetry.Track(BusinessEvents.EscalationClosed(incident.Provider.ToString(), incident.End!.Value, incident.Consents, now - incident.OpenedAt));

    /// <summary>Null: it may be done.</summary>
    private static IncidentActOutcome? Judge(Incident incident, IncidentActOrder order, bool isAllowed)
    {
        if (!isAllowed)
            return IncidentActOutcome.RefusedNotResponder;
        if (order.Kind == IncidentActKind.FalsePositive && (order.Reason?.Trim().Length ?? 0) < ShortestReason)
            return IncidentActOutcome.RefusedReasonMissing;
        if (incident.State != IncidentState.Resolved)
            return null;
        if (order.Kind == IncidentActKind.Resolve)
            return IncidentActOutcome.AlreadySo;
        // PagerDuty's news of an acknowledgement can overtake, or be overtaken by, that of the end: both orders leave the same behind.
        return order is { Kind: IncidentActKind.Acknowledge, Origin: ActOrigin.PagerDuty } && incident.AcknowledgedAt is null ? null : IncidentActOutcome.RefusedResolved;
    }

    private static Task<IncidentActOutcome> ApplyAsync(IncidentTransaction ledger, Incident incident, IncidentActOrder order, CancellationToken cancellation) => order.Kind switch
    {
        IncidentActKind.Acknowledge => AcknowledgeAsync(ledger, incident, order, cancellation),
        IncidentActKind.Revoke => RevokeAsync(ledger, incident, order, cancellation),
        IncidentActKind.FalsePositive => EndAsync(ledger, incident, order, IncidentEnd.FalsePositive, cancellation),
        IncidentActKind.Resolve => EndAsync(ledger, incident, order, IncidentEnd.ResolvedInPagerDuty, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order.Kind, null),
    };

    private static async Task<IncidentActOutcome> AcknowledgeAsync(IncidentTransaction ledger, Incident incident, IncidentActOrder order, CancellationToken cancellation)
    {
        if (incident.State == IncidentState.Acknowledged)
            return IncidentActOutcome.AlreadySo;
        if (incident.State == IncidentState.Open)
            incident.Acknowledge(order.Actor, order.Now);
        else
            incident.AcknowledgeLate(order.Actor);
        var opener = IncidentKeys.EscalationKeyOf(incident.DedupKey) ?? throw new InvalidOperationException($"{incident.DedupKey} is no dedup key of ours.");
        await ledger.WantAsync(
            EffectKind.DatadogMetric, EffectKeys.DatadogMetric("acknowledgement", opener), incident.Id, await ledger.ConsentIdAsync(opener, cancellation), cancellation);
        if (order.Origin != ActOrigin.PagerDuty)
            await ledger.WantAsync(EffectKind.PagerDutyAcknowledge, EffectKeys.Acknowledge(incident.DedupKey), incident.Id, null, cancellation);
        return IncidentActOutcome.Done;
    }

    private static async Task<IncidentActOutcome> RevokeAsync(IncidentTransaction ledger, Incident incident, IncidentActOrder order, CancellationToken cancellation)
    {
        var ordered = 0;
        foreach (var consent in await ledger.ConsentsAsync(incident.Id, cancellation))
            ordered += await ledger.WantAsync(EffectKind.Revoke, EffectKeys.Revoke(consent.Key), incident.Id, consent.Id, cancellation) ? 1 : 0;
        // Whoever revokes has taken the incident.
        if (incident.State == IncidentState.Open)
            return await AcknowledgeAsync(ledger, incident, order, cancellation);
        if (ordered == 0)
            return IncidentActOutcome.AlreadySo;
        incident.Revision++;
        return IncidentActOutcome.Done;
    }

    private static async Task<IncidentActOutcome> EndAsync(IncidentTransaction ledger, Incident incident, IncidentActOrder order, IncidentEnd end, CancellationToken cancellation)
    {
        incident.Resolve(end, order.Actor, order.Now);
        incident.Reason = Reason(order);
        if (end == IncidentEnd.FalsePositive)
            await ledger.CallOffRevocationsAsync(incident.Id, "called off: a false positive", cancellation);
        if (order.Origin != ActOrigin.PagerDuty)
            await ledger.WantAsync(EffectKind.PagerDutyResolve, EffectKeys.Resolve(incident.DedupKey), incident.Id, null, cancellation);
        return IncidentActOutcome.Done;
    }

    // There is no incident that a row could belong to.
    private static async Task<IncidentActReceipt> RefuseUnknownAsync(IncidentTransaction ledger, IncidentActOrder order, CancellationToken cancellation)
    {
        ledger.Audit(AuditKinds.IncidentActRefused, $"incident/{order.IncidentId}", order.Actor, Facts(order, IncidentActOutcome.RefusedUnknownIncident, null));
        await ledger.CommitAsync(cancellation);
        return new IncidentActReceipt(IncidentActOutcome.RefusedUnknownIncident, null);
    }

    private static void Check(IncidentActOrder order)
    {
        ArgumentException.ThrowIfNullOrEmpty(order.DeliveryKey, nameof(order));
        ArgumentException.ThrowIfNullOrEmpty(order.Actor, nameof(order));
        var isPossible = (order.Origin, order.Kind) switch
        {
            (ActOrigin.Slack, IncidentActKind.Acknowledge or IncidentActKind.Revoke or IncidentActKind.FalsePositive) => true,
            (ActOrigin.PagerDuty, IncidentActKind.Acknowledge or IncidentActKind.Resolve) => true,
            _ => false,
        };
        if (!isPossible)
            throw new ArgumentException($"Nobody can {order.Kind} from {order.Origin}.", nameof(order));
    }

    private static IncidentAct Row(IncidentActOrder order, IncidentActOutcome outcome) => new()
    {
        IncidentId = order.IncidentId,
        Kind = order.Kind,
        Outcome = outcome,
        Actor = order.Actor,
        Origin = order.Origin,
        Reason = Reason(order),
        DeliveryKey = order.DeliveryKey,
        At = order.Now,
    };

    private static string? Reason(IncidentActOrder order) =>
        order.Reason?.Trim() is { Length: > 0 } reason ? Outside.WireText.Cut(reason, LongestReason) : null;

    private static string Subject(Incident incident) => $"incident/{incident.DedupKey}";

    private static string Kind(IncidentActKind kind) => kind switch
    {
        IncidentActKind.Acknowledge => AuditKinds.IncidentAcknowledged,
        IncidentActKind.Revoke => AuditKinds.IncidentRevocationOrdered,
        IncidentActKind.FalsePositive => AuditKinds.IncidentFalsePositive,
        _ => AuditKinds.IncidentResolved,
    };

    private static Dictionary<string, object?> Facts(IncidentActOrder order, IncidentActOutcome outcome, Incident? incident) => new(StringComparer.Ordinal)
    {
        ["act"] = order.Kind,
        ["outcome"] = outcome,
        ["origin"] = order.Origin,
        ["delivery"] = order.DeliveryKey,
        ["reason"] = Reason(order),
        ["revision"] = incident?.Revision,
        ["state"] = incident?.State,
    };
}
