using OAuthAttest.Escalations.Dispatch;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Outside;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>What each allowed action changes: the incident's state and the outbox rows that follow, in the action's transaction.</summary>
internal static class IncidentChanges
{
    private const int LongestReason = 1000;

    public static Task<IncidentActOutcome> ApplyAsync(
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
    public static async Task<IncidentActOutcome> LeaveAsync(
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
        if (!incident.IsDrill)
        {
            await transaction.WantAsync(
                EffectKind.DatadogMetric,
                EffectKeys.DatadogMetric("acknowledgement", opener),
                incident.Id,
                await transaction.ConsentIdAsync(opener, cancellation),
                cancellation
            );
        }
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
        var ordered = await transaction.RetryRevocationsAsync(incident.Id, cancellation);
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

    public static string? Reason(IncidentActOrder order) =>
        order.Reason?.Trim() is { Length: > 0 } reason ? WireText.Cut(reason, LongestReason) : null;
}
