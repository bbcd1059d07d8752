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
        if (await FindAsync(changed, cancellation) is not { } incidentId)
            return null;
        var kind = changed.Change == PagerDutyChange.Acknowledged ? IncidentActKind.Acknowledge : IncidentActKind.Resolve;
        return await service.ActAsync(
            new IncidentActOrder(incidentId, kind, changed.Agent, ActOrigin.PagerDuty, Reason: null, $"pagerduty:{changed.EventId}", now),
            cancellation
        );
    }

    private async Task<long?> FindAsync(PagerDutyWebhook.IncidentChanged changed, CancellationToken cancellation)
    {
        if (changed.IncidentKey is { } key && await ByKeyAsync([key], cancellation) is { } told)
            return told;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            if (
                await db
                    .Incidents.Where(incident => incident.PagerDutyIncidentId == changed.IncidentId)
                    .Select(incident => (long?)incident.Id)
                    .FirstOrDefaultAsync(cancellation) is
                { } known
            )
            {
                return known;
            }
        }
        return pagerDuty.IsConfigured
            ? await ByKeyAsync(await pagerDuty.AlertKeysAsync(changed.IncidentId, cancellation), cancellation)
            : null;
    }

    private async Task<long?> ByKeyAsync(IReadOnlyList<string> dedupKeys, CancellationToken cancellation)
    {
        var ours = dedupKeys.Where(key => IncidentKeys.EscalationKeyOf(key) is not null).ToList();
        if (ours.Count == 0)
            return null;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // There are several if somebody merged incidents in PagerDuty: the change is applied to the one that was opened first.
        return await db
            .Incidents.Where(incident => ours.Contains(incident.DedupKey))
            .OrderBy(incident => incident.Id)
            .Select(incident => (long?)incident.Id)
            .FirstOrDefaultAsync(cancellation);
    }
}
