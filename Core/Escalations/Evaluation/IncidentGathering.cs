using Microsoft.EntityFrameworkCore;
using OAuthAttest.Grants;
using OAuthAttest.Identity.MicrosoftGraph;
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
        var names = NamesOf(decision);
        // Two consents to apps that nobody named need not be of one app, so each has an incident of its own.
        if (names.Length == 0)
        {
            var alone = await InsertAsync(decision, OAuthApp.UnknownClientId, isGathering: false, cancellation);
            return (alone ?? throw new InvalidOperationException($"No incident was opened for {decision.Consent.Key}."), true);
        }
        var isGathered = await QueueAsync(decision, names, cancellation);
        for (var attempt = 1; attempt <= MostAttempts; attempt++)
        {
            if (
                (attempt > 1 || isGathered)
                && await LockGatheringAsync(decision, names, cancellation) is { } gathering
            )
            {
                if (gathering.State != IncidentState.Resolved && IsWithin(gathering, decision.Now))
                    return (Join(gathering, decision, names[0]), false);
                gathering.IsGathering = false;
                await db.SaveChangesAsync(cancellation);
                continue;
            }
            // If another transaction is opening the incident, this waits for its commit, inserts nothing, and the next attempt joins it.
            if (await InsertAsync(decision, names[0], isGathering: true, cancellation) is { } opened)
                return (opened, true);
        }
        throw new InvalidOperationException($"The incident of {decision.Consent.Key} can neither be joined nor opened.");
    }

    private bool IsWithin(Incident gathering, DateTimeOffset now) =>
        now - gathering.LastConsentAt <= stormWindow && now - gathering.OpenedAt <= stormWindow * MostWindows;

    /// <summary>A later revision of a consent that belongs to the incident already.</summary>
    public async Task<Incident> RefreshAsync(long incidentId, Decision decision, CancellationToken cancellation)
    {
        var names = NamesOf(decision);
        await QueueAsync(decision, names, cancellation);
        var incident = (
            await db.Incidents.FromSql($"SELECT * FROM incidents WHERE id = {incidentId} FOR UPDATE").ToListAsync(cancellation)
        ).Single();
        incident.Risk = Worst(incident.Risk, decision.Scopes.Risk);
        incident.Revision++;
        if (names.Length > 1 && incident.ClientId == names[1])
        {
            // Where the other name has an incident that gathers, that one goes on with it.
            if (incident.IsGathering && await IsTakenAsync(decision, names[0], cancellation))
                incident.IsGathering = false;
            incident.ClientId = names[0];
        }
        return incident;
    }

    private static Incident Join(Incident incident, Decision decision, string name)
    {
        // It was opened under another name of the app: from now on it has the one that its later consents have.
        incident.ClientId = name;
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
    /// <returns>Whether there is an incident that gathers the app's consents.</returns>
    private async Task<bool> QueueAsync(Decision decision, string[] names, CancellationToken cancellation)
    {
        var (provider, tenant) = PlaceOf(decision);
        await using var batch = db.NewBatch();
        // In one order, so that two that have two names in common cannot wait for each other.
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var turn = $"oauthattest-incident:{provider}:{tenant}:{name}";
            batch.BatchCommands.Add(Statements.Of($"SELECT true FROM pg_advisory_xact_lock(hashtextextended({turn}, 0))"));
        }
        // A statement of its own: it sees what was committed while the turn was waited for.
        batch.BatchCommands.Add(
            Statements.Of(
                $"""
                SELECT EXISTS (SELECT 1 FROM incidents
                               WHERE provider = {provider} AND tenant = {tenant} AND client_id = ANY({names}) AND is_gathering)
                """
            )
        );
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        for (var turn = 0; turn < names.Length; turn++)
            await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return reader.GetBoolean(0);
    }

    private async Task<Incident?> LockGatheringAsync(Decision decision, string[] names, CancellationToken cancellation)
    {
        var (provider, tenant) = PlaceOf(decision);
        var first = names[0];
        return (
            await db
                .Incidents.FromSql(
                    $"""
                    SELECT * FROM incidents WHERE provider = {provider} AND tenant = {tenant} AND client_id = ANY({names}) AND is_gathering
                    ORDER BY (client_id = {first}) DESC LIMIT 1 FOR UPDATE
                    """
                )
                .ToListAsync(cancellation)
        ).SingleOrDefault();
    }

    private Task<bool> IsTakenAsync(Decision decision, string name, CancellationToken cancellation)
    {
        var (provider, tenant) = (decision.Consent.Facts.Provider, decision.Consent.Facts.Tenant ?? "");
        return db.Incidents.AnyAsync(
            other => other.Provider == provider && other.Tenant == tenant && other.ClientId == name && other.IsGathering, cancellation);
    }

    /// <returns>Null: another transaction opened it.</returns>
    private async Task<Incident?> InsertAsync(Decision decision, string client, bool isGathering, CancellationToken cancellation)
    {
        var (provider, tenant) = PlaceOf(decision);
        var dedupKey = IncidentKeys.DedupKey(decision.Consent.Key);
        var now = decision.Now.ToUniversalTime();
        var opened = await db.Incidents.FromSql(
            $"""
            INSERT INTO incidents (dedup_key, provider, tenant, client_id, state, is_gathering, opened_at, last_consent_at, consents, risk,
                                   told_consents, page_route, revision, painted_revision)
            VALUES ({dedupKey}, {provider}, {tenant}, {client}, {nameof(
                IncidentState.Open
            )}, {isGathering}, {now}, {now}, 1, {decision.Scopes.Risk.ToString()},
                    0, {nameof(PageRoute.None)}, 1, 0)
            ON CONFLICT (provider, tenant, client_id) WHERE is_gathering DO NOTHING
            RETURNING *
            """).ToListAsync(cancellation);
        return opened.SingleOrDefault();
    }

    private static (string Provider, string Tenant) PlaceOf(Decision decision) =>
        (decision.Consent.Facts.Provider.ToString(), decision.Consent.Facts.Tenant ?? "");

    /// <summary>The names under which the app's incident may be gathering, the best first; none where the app is not known.</summary>
    private static string[] NamesOf(Decision decision)
    {
        var app = decision.Consent.Facts.App;
        if (app.ClientId == OAuthApp.UnknownClientId)
            return [];
        var byObject = app.ObjectId is { } id ? EntraAppId.ObjectIdPrefix + id : app.ClientId;
        return byObject == app.ClientId ? [app.ClientId] : [app.ClientId, byObject];
    }

    private static Risk Worst(Risk one, Risk other) => one > other ? one : other;
}
