using Microsoft.EntityFrameworkCore;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>Reads an incident with what messages and pages tell of it.</summary>
public sealed class IncidentReader(IDbContextFactory<OAuthAttestDb> databases, ScopeDictionary dictionary)
{
    /// <summary>Null: there is no such incident.</summary>
    public async Task<IncidentView?> ReadAsync(long incidentId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await db.Incidents.AsNoTracking().SingleOrDefaultAsync(i => i.Id == incidentId, cancellation) is not { } incident)
            return null;
        var opener = IncidentKeys.EscalationKeyOf(incident.DedupKey);
        var consents = await (
            from escalation in db.Escalations.AsNoTracking()
            join consent in db.Consents.AsNoTracking() on escalation.ConsentId equals consent.Id
            where escalation.IncidentId == incidentId
            orderby consent.Key == opener descending, consent.Id
            select new { consent, escalation }).Take(IncidentView.MostConsents).ToListAsync(cancellation);
        return new IncidentView(
            incident,
            [.. consents.Select(row => new ConsentView(row.consent, row.escalation, dictionary.ExplainAll(row.consent.Provider, row.consent.Scopes, row.consent.ConsentType)))],
            incident.Consents);
    }
}
