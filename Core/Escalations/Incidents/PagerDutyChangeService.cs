using Microsoft.EntityFrameworkCore;
using OAuthAttest.PagerDuty;
using OAuthAttest.PagerDuty.Webhooks;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>Applies what people did in PagerDuty to our incident.</summary>
public sealed class PagerDutyChangeService(
    IDbContextFactory<OAuthAttestDb> databases,
    IncidentService service,
    IPagerDutyIncidents pagerDuty
)
{
    /// <returns>Null when the incident is not ours: a PagerDuty service can have others.</returns>
    /// <exception cref="PagerDutyException">PagerDuty had to be asked which incident it is, and the call failed.</exception>
    public async Task<IncidentActReceipt?> TakeAsync(
        PagerDutyWebhook.IncidentChanged changed,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        if (await FindAsync(changed, cancellation) is not { } found)
            return null;
        var kind = changed.Change switch
        {
            PagerDutyChange.Acknowledged => IncidentActKind.Acknowledge,
            PagerDutyChange.Resolved => IncidentActKind.Resolve,
            PagerDutyChange.Unacknowledged => IncidentActKind.Unacknowledge,
            PagerDutyChange.Reopened => IncidentActKind.Reopen,
            _ => throw new ArgumentOutOfRangeException(nameof(changed), changed.Change, null),
        };
        return await service.ActAsync(
            new IncidentActOrder(
                found.IncidentId,
                kind,
                changed.Agent,
                ActOrigin.PagerDuty,
                Reason: null,
                $"pagerduty:{changed.EventId}",
                now,
                found.Alert
            ),
            cancellation
        );
    }

    /// <summary>
    /// Records an event that changes nothing here as an act of its incident. PagerDuty is not asked which incident it is: an event that
    /// is not used must not fail.
    /// </summary>
    /// <returns>Null when it is about no incident of ours, as far as the event and the tables tell.</returns>
    public async Task<IncidentActReceipt?> RecordAsync(PagerDutyWebhook.NotUsed ignored, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(ignored);
        if (
            ignored.EventId is not { } eventId
            || await FindKnownAsync(ignored.IncidentKey, ignored.IncidentId, cancellation) is not { } found
        )
        {
            return null;
        }
        return await service.ActAsync(
            new IncidentActOrder(
                found.IncidentId,
                IncidentActKind.Other,
                PagerDutyWebhook.NoPerson,
                ActOrigin.PagerDuty,
                ignored.EventType,
                $"pagerduty:{eventId}",
                now,
                found.Alert
            ),
            cancellation
        );
    }

    private async Task<FoundAlert?> FindAsync(PagerDutyWebhook.IncidentChanged changed, CancellationToken cancellation)
    {
        if (await FindKnownAsync(changed.IncidentKey, changed.IncidentId, cancellation) is { } known)
            return known;
        return pagerDuty.IsConfigured
            ? await ByKeyAsync(await pagerDuty.AlertKeysAsync(changed.IncidentId, cancellation), cancellation)
            : null;
    }

    private async Task<FoundAlert?> FindKnownAsync(string? incidentKey, string? incidentId, CancellationToken cancellation)
    {
        if (incidentKey is not null && await ByKeyAsync([incidentKey], cancellation) is { } told)
            return told;
        if (incidentId is null)
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var known = await db
            .Incidents.Where(incident => incident.PagerDutyIncidentId == incidentId)
            .Select(incident => (long?)incident.Id)
            .FirstOrDefaultAsync(cancellation);
        // The link that an incident remembers is its newest alert's.
        return known is { } id ? new FoundAlert(id, null) : null;
    }

    private async Task<FoundAlert?> ByKeyAsync(IReadOnlyList<string> alertKeys, CancellationToken cancellation)
    {
        var alerts = alertKeys.Select(IncidentKeys.AlertOf).OfType<(string DedupKey, int Number)>().ToList();
        var ours = alerts.ConvertAll(alert => alert.DedupKey);
        if (ours.Count == 0)
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // There are several if somebody merged incidents in PagerDuty: the change is applied to the one that was opened first.
        var first = await db
            .Incidents.Where(incident => ours.Contains(incident.DedupKey))
            .OrderBy(incident => incident.Id)
            .Select(incident => new { incident.Id, incident.DedupKey })
            .FirstOrDefaultAsync(cancellation);
        return first is null
            ? null
            : new FoundAlert(first.Id, alerts.Where(alert => alert.DedupKey == first.DedupKey).Max(alert => alert.Number));
    }

    /// <param name="Alert">Which of the incident's alerts; null: the newest.</param>
    private sealed record FoundAlert(long IncidentId, int? Alert);
}
