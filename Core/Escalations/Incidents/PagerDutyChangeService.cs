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
        var kind = changed.Change == PagerDutyChange.Acknowledged ? IncidentActKind.Acknowledge : IncidentActKind.Resolve;
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

    private async Task<FoundAlert?> FindAsync(PagerDutyWebhook.IncidentChanged changed, CancellationToken cancellation)
    {
        if (changed.IncidentKey is { } key && await ByKeyAsync([key], cancellation) is { } told)
            return told;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            // The link that an incident remembers is its newest alert's.
            if (
                await db
                    .Incidents.Where(incident => incident.PagerDutyIncidentId == changed.IncidentId)
                    .Select(incident => (long?)incident.Id)
                    .FirstOrDefaultAsync(cancellation) is
                { } known
            )
            {
                return new FoundAlert(known, null);
            }
        }
        return pagerDuty.IsConfigured
            ? await ByKeyAsync(await pagerDuty.AlertKeysAsync(changed.IncidentId, cancellation), cancellation)
            : null;
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
