using Microsoft.EntityFrameworkCore;
using OAuthAttest.Grants;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Evaluation;

/// <summary>Adds an escalated consent to the incident of its app, in the open transaction, and keeps that incident locked.</summary>
internal sealed class IncidentGathering(OAuthAttestDb db, TimeSpan stormWindow)
{
    private const int MostAttempts = 5;

    /// <summary>An incident gathers for at most so many storm windows after it opened, however often another consent comes.</summary>
    internal const int MostWindows = 6;

    /// <summary>Joins the open incident that gathers this app's consents, or opens a new one.</summary>
    public async Task<(Incident Incident, bool Opened)> JoinOrOpenAsync(Decision decision, CancellationToken cancellation)
    {
        await QueueAsync(decision, cancellation);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (await LockGatheringAsync(decision, cancellation) is { } gathering)
            {
                if (gathering.State != IncidentState.Resolved && IsWithin(gathering, decision.Now))
                    return (Join(gathering, decision), false);
                gathering.IsGathering = false;
                await db.SaveChangesAsync(cancellation);
            }
            // If another transaction is opening the incident, this waits for its commit, inserts nothing, and the next attempt joins it.
            if (await InsertAsync(decision, cancellation) == 1)
                return ((await LockGatheringAsync(decision, cancellation))!, true);
        }
        throw new InvalidOperationException($"The incident of {decision.Consent.Key} can neither be joined nor opened.");
    }

    private bool IsWithin(Incident gathering, DateTimeOffset now) =>
        now - gathering.LastConsentAt <= stormWindow && now - gathering.OpenedAt <= stormWindow * MostWindows;

    /// <summary>A later revision of a consent that belongs to the incident already.</summary>
    public async Task<Incident> RefreshAsync(long incidentId, Risk risk, CancellationToken cancellation)
    {
        var incident = (
            await db.Incidents.FromSql($"SELECT * FROM incidents WHERE id = {incidentId} FOR UPDATE").ToListAsync(cancellation)
        ).Single();
        incident.Risk = Worst(incident.Risk, risk);
        incident.Revision++;
        return incident;
    }

    private static Incident Join(Incident incident, Decision decision)
    {
        incident.Consents++;
        incident.Risk = Worst(incident.Risk, decision.Scopes.Risk);
        incident.LastConsentAt = decision.Now > incident.LastConsentAt ? decision.Now : incident.LastConsentAt;
        incident.Revision++;
        return incident;
    }

    /// <summary>
    /// Waits for the advisory lock of the app, which is granted in the order of arrival. Row locks are not granted in order if every
    /// waiter changes the row: in a storm one could wait until the storm ends. Uniqueness is still ensured by the unique index.
    /// </summary>
    private async Task QueueAsync(Decision decision, CancellationToken cancellation)
    {
        var (provider, tenant, client) = KeyOf(decision);
        var turn = $"oauthattest-incident:{provider}:{tenant}:{client}";
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({turn}, 0))", cancellation);
    }

    private async Task<Incident?> LockGatheringAsync(Decision decision, CancellationToken cancellation)
    {
        var (provider, tenant, client) = KeyOf(decision);
        return (
            await db
                .Incidents.FromSql(
                    $"""
                    SELECT * FROM incidents
                    WHERE provider = {provider} AND tenant = {tenant} AND client_id = {client} AND is_gathering
                    FOR UPDATE
                    """
                )
                .ToListAsync(cancellation)
        ).SingleOrDefault();
    }

    private Task<int> InsertAsync(Decision decision, CancellationToken cancellation)
    {
        var (provider, tenant, client) = KeyOf(decision);
        var dedupKey = IncidentKeys.DedupKey(decision.Consent.Key);
        var now = decision.Now.ToUniversalTime();
        return db.Database.ExecuteSqlAsync($"""
            INSERT INTO incidents (dedup_key, provider, tenant, client_id, state, is_gathering, opened_at, last_consent_at, consents, risk,
                                   told_consents, page_route, revision, painted_revision)
            VALUES ({dedupKey}, {provider}, {tenant}, {client}, {nameof(
                IncidentState.Open
            )}, true, {now}, {now}, 1, {decision.Scopes.Risk.ToString()},
                    0, {nameof(PageRoute.None)}, 1, 0)
            ON CONFLICT (provider, tenant, client_id) WHERE is_gathering DO NOTHING
            """, cancellation);
    }

    private static (string Provider, string Tenant, string ClientId) KeyOf(Decision decision) =>
        (decision.Consent.Facts.Provider.ToString(), decision.Consent.Facts.Tenant ?? "", decision.Consent.Facts.App.ClientId);

    private static Risk Worst(Risk one, Risk other) => one > other ? one : other;
}
