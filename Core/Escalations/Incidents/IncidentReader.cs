using Microsoft.EntityFrameworkCore;
using Npgsql;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>Reads an incident with the facts that messages and pages show.</summary>
public sealed class IncidentReader(
    NpgsqlDataSource database,
    IDbContextFactory<OAuthAttestDb> databases,
    ScopeDictionary dictionary
)
{
    private static readonly string Columns =
        $"""{EntityRows<ConsentRecord>.Columns("c")}, {EntityRows<Escalation>.Columns("e")}, {EntityRows<Incident>.Columns("i")}""";

    private static readonly string Sql = $"""
        SELECT {Columns}
        FROM incidents i JOIN escalations e ON e.incident_id = i.id JOIN consents c ON c.id = e.consent_id
        WHERE i.id = $1
        ORDER BY (c.key = substr(i.dedup_key, {IncidentKeys.Prefix.Length + 1})) DESC, c.id
        LIMIT {IncidentView.MostConsents}
        """;

    /// <summary>Null: there is no such incident.</summary>
    public async Task<IncidentView?> ReadAsync(long incidentId, CancellationToken cancellation)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Query(incidentId));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        return await ReadAsync(reader, cancellation);
    }

    /// <summary>Carries out a change of one row and reads the incident, in one round trip.</summary>
    /// <returns>Whether the row was changed.</returns>
    internal async Task<(bool IsChanged, IncidentView View)> ReadAfterAsync(
        NpgsqlBatchCommand change,
        long incidentId,
        CancellationToken cancellation
    )
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(change);
        batch.BatchCommands.Add(Query(incidentId));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        var view = await ReadAsync(reader, cancellation);
        return (change.RecordsAffected == 1, view ?? throw new InvalidOperationException($"There is no incident {incidentId}."));
    }

    private static NpgsqlBatchCommand Query(long incidentId) =>
        new(Sql) { Parameters = { new NpgsqlParameter<long> { TypedValue = incidentId } } };

    /// <summary>The current result; null: there is no such incident.</summary>
    private async Task<IncidentView?> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var (decision, own) = (EntityRows<ConsentRecord>.Count, EntityRows<ConsentRecord>.Count + EntityRows<Escalation>.Count);
        Incident? incident = null;
        var consents = new List<ConsentView>();
        while (await reader.ReadAsync(cancellation))
        {
            incident ??= EntityRows<Incident>.Read(reader, own);
            consents.Add(View(EntityRows<ConsentRecord>.Read(reader, 0), EntityRows<Escalation>.Read(reader, decision)));
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

    internal ConsentView View(ConsentRecord consent, Escalation escalation) =>
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
}
