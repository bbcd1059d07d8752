using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Evidence;
using OAuthAttest.Persistence;
using OAuthAttest.Telemetry;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>
/// Carries out the actions of responders. Each action is one transaction: its checks, the action's row, the incident's new state, the
/// outbox rows and the audit entry are committed together, before any message is sent. Refused actions are stored as evidence.
/// </summary>
public sealed class IncidentService(IDbContextFactory<OAuthAttestDb> databases, Responders responders, IBusinessTelemetry telemetry)
{
    /// <summary>The least number of characters in the explanation of a false positive.</summary>
    public const int ShortestReason = 10;

    /// <summary>Carries out the action, or returns why not. A repeated delivery gets its first outcome again and changes nothing.</summary>
    /// <exception cref="ArgumentException">The order is invalid: neither Slack nor PagerDuty can produce it.</exception>
    public async Task<IncidentActReceipt> ActAsync(IncidentActOrder order, CancellationToken cancellation)
    {
        Check(order);
        // Before the transaction: while it waits for the incident's lock it must not need a second connection, which the lock's
        // holder may need.
        var isAllowed = order.Origin == ActOrigin.PagerDuty || await responders.IsAllowedAsync(order.Actor, cancellation);
        await using var transaction = await IncidentTransaction.OpenAsync(databases, order.Now, cancellation);
        if (await transaction.LockAsync(order.IncidentId, cancellation) is not { } incident)
            return await RefuseUnknownAsync(transaction, order, cancellation);
        if (await transaction.OutcomeOfAsync(order.DeliveryKey, cancellation) is { } before)
            return new IncidentActReceipt(before, incident);

        var (wasAcknowledged, wasResolved) = (incident.AcknowledgedAt is not null, incident.State == IncidentState.Resolved);
        var alerts = await transaction.AlertsAsync(incident.Id, cancellation);
        var outcome = Refuse(incident, order, isAllowed)
            ?? (
                order.Alert < alerts
                    ? await IncidentChanges.LeaveAsync(transaction, incident, order, cancellation)
                    : await IncidentChanges.ApplyAsync(
                        transaction,
                        incident,
                        order,
                        isMirrored: order.Origin != ActOrigin.PagerDuty || alerts > 1,
                        cancellation
                    )
            );
        transaction.Add(Row(order, outcome));
        if (outcome is not (IncidentActOutcome.AlreadySo or IncidentActOutcome.EarlierAlert or IncidentActOutcome.NotUsed))
        {
            transaction.Audit(
                outcome == IncidentActOutcome.Done ? Kind(order.Kind) : AuditKinds.IncidentActRefused,
                Subject(incident),
                order.Actor,
                Facts(order, outcome, incident)
            );
        }
        await transaction.CommitAsync(cancellation);
        if (!wasAcknowledged && !incident.IsDrill && incident.AcknowledgedAt is { } acknowledged)
        {
            telemetry.Track(
                BusinessEvents.EscalationAcknowledged(incident.Provider.ToString(), order.Origin, acknowledged - incident.OpenedAt)
            );
        }
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
        await using var transaction = await IncidentTransaction.OpenAsync(databases, now, cancellation);
        var incident = await transaction.LockAsync(incidentId, cancellation)
            ?? throw new InvalidOperationException($"There is no incident {incidentId}.");
        if (incident.State == IncidentState.Resolved)
            return true;
        var consents = await transaction.ConsentsAsync(incidentId, cancellation);
        var revocations = await transaction.RevocationsAsync(incidentId, cancellation);
        if (consents.Count == 0 || consents.Any(consent => revocations.GetValueOrDefault(consent.Id) != EffectState.Done))
            return false;

        var by = await transaction.RevokedByAsync(incidentId, cancellation) ?? "system";
        incident.Resolve(IncidentEnd.Revoked, by, now);
        await transaction.WantAsync(EffectKind.PagerDutyResolve, EffectKeys.Resolve(incident.DedupKey), incident.Id, null, cancellation);
        transaction.Audit(
            AuditKinds.IncidentResolved,
            Subject(incident),
            "system",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["end"] = IncidentEnd.Revoked,
                ["consents"] = consents.Count,
                ["orderedBy"] = by,
            }
        );
        await transaction.CommitAsync(cancellation);
        TellClosed(incident, now);
        return true;
    }

    /// <summary>Resolves a drill, if nobody has yet.</summary>
    public async Task EndDrillAsync(long incidentId, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var transaction = await IncidentTransaction.OpenAsync(databases, now, cancellation);
        if (await transaction.LockAsync(incidentId, cancellation) is not { IsDrill: true } drill || drill.State == IncidentState.Resolved)
            return;
        drill.Resolve(IncidentEnd.Drill, "system", now);
        await transaction.WantAsync(EffectKind.PagerDutyResolve, EffectKeys.Resolve(drill.DedupKey), drill.Id, null, cancellation);
        transaction.Audit(
            AuditKinds.IncidentResolved,
            Subject(drill),
            "system",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["drill"] = true,
                ["end"] = IncidentEnd.Drill,
                ["acknowledgedBy"] = drill.AcknowledgedBy,
                ["acknowledgedAt"] = drill.AcknowledgedAt,
            }
        );
        await transaction.CommitAsync(cancellation);
    }

    private void TellClosed(Incident incident, DateTimeOffset now)
    {
        if (!incident.IsDrill)
        {
            telemetry.Track(
                BusinessEvents.EscalationClosed(
                    incident.Provider.ToString(),
                    incident.End!.Value,
                    incident.Consents,
                    now - incident.OpenedAt
                )
            );
        }
    }

    /// <summary>Null: the action is allowed.</summary>
    private static IncidentActOutcome? Refuse(Incident incident, IncidentActOrder order, bool isAllowed)
    {
        if (!isAllowed)
            return IncidentActOutcome.RefusedNotResponder;
        if (incident.IsDrill && order.Kind is (IncidentActKind.Revoke or IncidentActKind.FalsePositive))
            return IncidentActOutcome.RefusedDrill;
        if (order.Kind == IncidentActKind.FalsePositive && (order.Reason?.Trim().Length ?? 0) < ShortestReason)
            return IncidentActOutcome.RefusedReasonMissing;
        if (order.Kind == IncidentActKind.Other)
            return IncidentActOutcome.NotUsed;
        if (incident.State != IncidentState.Resolved || order.Kind == IncidentActKind.Reopen)
            return null;
        if (order.Kind is IncidentActKind.Resolve or IncidentActKind.Unacknowledge)
            return IncidentActOutcome.AlreadySo;
        // PagerDuty's webhooks about an acknowledgement and about the end can arrive in either order; both must give the same result.
        return order is { Kind: IncidentActKind.Acknowledge, Origin: ActOrigin.PagerDuty } && incident.AcknowledgedAt is null
            ? null
            : IncidentActOutcome.RefusedResolved;
    }

    // Only an audit entry is written: a row would need an incident.
    private static async Task<IncidentActReceipt> RefuseUnknownAsync(
        IncidentTransaction transaction,
        IncidentActOrder order,
        CancellationToken cancellation
    )
    {
        if (!await transaction.IsFirstAsync(order.DeliveryKey, cancellation))
            return new IncidentActReceipt(IncidentActOutcome.RefusedUnknownIncident, null);
        transaction.Audit(
            AuditKinds.IncidentActRefused,
            $"incident/{order.IncidentId}",
            order.Actor,
            Facts(order, IncidentActOutcome.RefusedUnknownIncident, null)
        );
        await transaction.CommitAsync(cancellation);
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
            (ActOrigin.PagerDuty, IncidentActKind.Unacknowledge or IncidentActKind.Reopen or IncidentActKind.Other) => true,
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
        Reason = IncidentChanges.Reason(order),
        DeliveryKey = order.DeliveryKey,
        At = order.Now,
    };

    private static string Subject(Incident incident) => $"incident/{incident.DedupKey}";

    private static string Kind(IncidentActKind kind) => kind switch
    {
        IncidentActKind.Acknowledge => AuditKinds.IncidentAcknowledged,
        IncidentActKind.Revoke => AuditKinds.IncidentRevocationOrdered,
        IncidentActKind.FalsePositive => AuditKinds.IncidentFalsePositive,
        IncidentActKind.Unacknowledge => AuditKinds.IncidentUnacknowledged,
        IncidentActKind.Reopen => AuditKinds.IncidentReopened,
        _ => AuditKinds.IncidentResolved,
    };

    private static Dictionary<string, object?> Facts(IncidentActOrder order, IncidentActOutcome outcome, Incident? incident) =>
        new(StringComparer.Ordinal)
        {
            ["drill"] = incident?.IsDrill,
            ["act"] = order.Kind,
            ["outcome"] = outcome,
            ["origin"] = order.Origin,
            ["delivery"] = order.DeliveryKey,
            ["reason"] = IncidentChanges.Reason(order),
            ["revision"] = incident?.Revision,
            ["state"] = incident?.State,
        };
}
