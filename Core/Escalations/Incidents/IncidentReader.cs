using Microsoft.EntityFrameworkCore;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>Reads an incident with the facts that messages and pages show.</summary>
public sealed class IncidentReader(IDbContextFactory<OAuthAttestDb> databases, ScopeDictionary dictionary)
{
    private static readonly QueryPerModel<Func<OAuthAttestDb, long, IAsyncEnumerable<Row>>> Rows = new(() =>
        EF.CompileAsyncQuery(
            (OAuthAttestDb db, long id) =>
                (
                    from incident in db.Incidents.AsNoTracking()
                    join escalation in db.Escalations on incident.Id equals escalation.IncidentId
                    join consent in db.Consents on escalation.ConsentId equals consent.Id
                    where incident.Id == id
                    orderby consent.Key == incident.DedupKey.Substring(IncidentKeys.Prefix.Length) descending, consent.Id
                    select new Row(incident, consent, escalation)
                ).Take(IncidentView.MostConsents)
        )
    );

    /// <summary>Null: there is no such incident.</summary>
    public async Task<IncidentView?> ReadAsync(long incidentId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        Incident? incident = null;
        var consents = new List<ConsentView>();
        await foreach (var row in Rows.For(db)(db, incidentId).WithCancellation(cancellation))
        {
            incident = row.Incident;
            consents.Add(View(row.Consent, row.Escalation));
        }
        return incident is null ? null : new IncidentView(incident, consents, incident.Consents);
    }

    /// <summary>One escalated consent, which the incident's view may not show.</summary>
    public async Task<ConsentView> ReadConsentAsync(long consentId, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var row = await (from consent in db.Consents.AsNoTracking()
                         join escalation in db.Escalations.AsNoTracking() on consent.Id equals escalation.ConsentId
                         where consent.Id == consentId
                         select new { consent, escalation }).SingleAsync(cancellation);
        return View(row.consent, row.escalation);
    }

    private ConsentView View(ConsentRecord consent, Escalation escalation) =>
        new(
            consent,
            escalation,
            dictionary.ExplainAll(consent.Facts.Provider, consent.Facts.Scopes, consent.Facts.ConsentType)
        )
        {
            Earlier = consent.Facts.EarlierScopes is { Count: > 0 } earlier
                ? dictionary.ExplainAll(consent.Facts.Provider, earlier, consent.Facts.ConsentType)
                : [],
        };

    private sealed record Row(Incident Incident, ConsentRecord Consent, Escalation Escalation);
}
