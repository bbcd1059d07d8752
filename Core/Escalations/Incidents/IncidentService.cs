using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Dispatch;
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

    private const int LongestReason = 1000;

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
        var outcome =
            Refuse(incident, order, isAllowed)
            ?? (order.Alert < alerts
                ? await LeaveAsync(transaction, incident, order, cancellation)
                : await ApplyAsync(transaction, incident, order, isMirrored: order.Origin != ActOrigin.PagerDuty || alerts > 1, cancellation));
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
        if (!wasAcknowledged && incident.AcknowledgedAt is { } acknowledged)
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

    private void TellClosed(Incident incident, DateTimeOffset now) =>
        telemetry.Track(
            BusinessEvents.EscalationClosed(incident.Provider.ToString(), incident.End!.Value, incident.Consents, now - incident.OpenedAt)
        );

    /// <summary>Null: the action is allowed.</summary>
    private static IncidentActOutcome? Refuse(Incident incident, IncidentActOrder order, bool isAllowed)
    {
        if (!isAllowed)
            return IncidentActOutcome.RefusedNotResponder;
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

    private static Task<IncidentActOutcome> ApplyAsync(
        IncidentTransaction transaction,
        Incident incident,
        IncidentActOrder order,
        bool isMirrored,
        CancellationToken cancellation
    ) =>
        order.Kind switch
        {
            IncidentActKind.Acknowledge => AcknowledgeAsync(transaction, incident, order, isMirrored, cancellation),
            IncidentActKind.Revoke => RevokeAsync(transaction, incident, order, isMirrored, cancellation),
            IncidentActKind.FalsePositive => EndAsync(transaction, incident, order, IncidentEnd.FalsePositive, isMirrored, cancellation),
            IncidentActKind.Unacknowledge => UnacknowledgeAsync(transaction, incident, order, cancellation),
            IncidentActKind.Reopen => ReopenAsync(transaction, incident, order, cancellation),
            IncidentActKind.Resolve => EndAsync(transaction, incident, order, IncidentEnd.ResolvedInPagerDuty, isMirrored, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order.Kind, null),
        };

    /// <summary>An alert before the newest changed in PagerDuty: nobody has taken the newest by that.</summary>
    private static async Task<IncidentActOutcome> LeaveAsync(
        IncidentTransaction transaction,
        Incident incident,
        IncidentActOrder order,
        CancellationToken cancellation
    )
    {
        if (order.Kind == IncidentActKind.Reopen)
            return await ReopenAsync(transaction, incident, order, cancellation);
        if (order.Kind == IncidentActKind.Unacknowledge)
            await TellAsync(transaction, incident, order, NoteKind.Unacknowledged, cancellation);
        if (order.Kind == IncidentActKind.Resolve)
        {
            await transaction.WantNoteAsync(
                "earlier-alert",
                IncidentKeys.AlertKey(incident.DedupKey, order.Alert ?? 1),
                incident.Id,
                new NoteOrder { Note = NoteKind.EarlierAlert, By = order.Actor, Alert = order.Alert },
                cancellation
            );
        }
        return IncidentActOutcome.EarlierAlert;
    }

    /// <param name="isMirrored">PagerDuty is told: it was not done there, or there are other alerts.</param>
    private static async Task<IncidentActOutcome> AcknowledgeAsync(
        IncidentTransaction transaction,
        Incident incident,
        IncidentActOrder order,
        bool isMirrored,
        CancellationToken cancellation
    )
    {
        if (incident.State == IncidentState.Acknowledged)
            return IncidentActOutcome.AlreadySo;
        var isFirst = incident.AcknowledgedAt is null;
        if (incident.State == IncidentState.Open)
            incident.Acknowledge(order.Actor, order.Now);
        else
            incident.AcknowledgeLate(order.Actor);
        var opener = IncidentKeys.EscalationKeyOf(incident.DedupKey)
            ?? throw new InvalidOperationException($"{incident.DedupKey} is no dedup key of ours.");
        await transaction.WantAsync(
            EffectKind.DatadogMetric,
            EffectKeys.DatadogMetric("acknowledgement", opener),
            incident.Id,
            await transaction.ConsentIdAsync(opener, cancellation),
            cancellation
        );
        if (isMirrored)
        {
            await transaction.WantAsync(
                EffectKind.PagerDutyAcknowledge,
                isFirst
                    ? EffectKeys.Acknowledge(incident.DedupKey)
                    : EffectKeys.AcknowledgeAgain(incident.DedupKey, incident.Revision),
                incident.Id,
                null,
                cancellation
            );
        }
        return IncidentActOutcome.Done;
    }

    private static async Task<IncidentActOutcome> UnacknowledgeAsync(
        IncidentTransaction transaction,
        Incident incident,
        IncidentActOrder order,
        CancellationToken cancellation
    )
    {
        if (incident.State != IncidentState.Acknowledged)
            return IncidentActOutcome.AlreadySo;
        incident.OpenAgain();
        await TellAsync(transaction, incident, order, NoteKind.Unacknowledged, cancellation);
        return IncidentActOutcome.Done;
    }

    /// <summary>The channel is told; the incident stays as it is, for what it was resolved by is done.</summary>
    private static async Task<IncidentActOutcome> ReopenAsync(
        IncidentTransaction transaction,
        Incident incident,
        IncidentActOrder order,
        CancellationToken cancellation
    )
    {
        await TellAsync(transaction, incident, order, NoteKind.Reopened, cancellation);
        return IncidentActOutcome.Done;
    }

    private static Task<int> TellAsync(
        IncidentTransaction transaction,
        Incident incident,
        IncidentActOrder order,
        NoteKind note,
        CancellationToken cancellation
    ) =>
        transaction.WantNoteAsync(
            "pagerduty",
            order.DeliveryKey,
            incident.Id,
            new NoteOrder { Note = note, By = order.Actor, At = order.Now },
            cancellation
        );

    private static async Task<IncidentActOutcome> RevokeAsync(
        IncidentTransaction transaction,
        Incident incident,
        IncidentActOrder order,
        bool isMirrored,
        CancellationToken cancellation
    )
    {
        var ordered = 0;
        foreach (var consent in await transaction.ConsentsAsync(incident.Id, cancellation))
        {
            ordered += await transaction.WantAsync(EffectKind.Revoke, EffectKeys.Revoke(consent.Key), incident.Id, consent.Id, cancellation)
                ? 1
                : 0;
        }
        // Ordering a revocation also acknowledges the incident.
        if (incident.State == IncidentState.Open)
            return await AcknowledgeAsync(transaction, incident, order, isMirrored, cancellation);
        if (ordered == 0)
            return IncidentActOutcome.AlreadySo;
        incident.Revision++;
        return IncidentActOutcome.Done;
    }

    private static async Task<IncidentActOutcome> EndAsync(
        IncidentTransaction transaction,
        Incident incident,
        IncidentActOrder order,
        IncidentEnd end,
        bool isMirrored,
        CancellationToken cancellation
    )
    {
        incident.Resolve(end, order.Actor, order.Now);
        incident.Reason = Reason(order);
        if (end == IncidentEnd.FalsePositive)
            await transaction.CallOffRevocationsAsync(incident.Id, "called off: a false positive", cancellation);
        if (isMirrored)
        {
            await transaction.WantAsync(
                EffectKind.PagerDutyResolve,
                EffectKeys.Resolve(incident.DedupKey),
                incident.Id,
                null,
                cancellation
            );
        }
        return IncidentActOutcome.Done;
    }

    // Only an audit entry is written: a row would need an incident.
    private static async Task<IncidentActReceipt> RefuseUnknownAsync(
        IncidentTransaction transaction,
        IncidentActOrder order,
        CancellationToken cancellation
    )
    {
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
        IncidentActKind.Unacknowledge => AuditKinds.IncidentUnacknowledged,
        IncidentActKind.Reopen => AuditKinds.IncidentReopened,
        _ => AuditKinds.IncidentResolved,
    };

    private static Dictionary<string, object?> Facts(IncidentActOrder order, IncidentActOutcome outcome, Incident? incident) =>
        new(StringComparer.Ordinal)
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
