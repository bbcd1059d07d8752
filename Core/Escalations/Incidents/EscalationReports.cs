using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants.Scopes;
using OAuthAttest.Persistence;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>Reads escalations for people: lists in pages, newest first, and the full report on one.</summary>
public sealed class EscalationReports(
    IDbContextFactory<OAuthAttestDb> databases,
    ScopeDictionary dictionary,
    IOptions<EscalationOptions> options
)
{
    public const int MostTake = 500;

    /// <summary>The most effects in a report: an incident of a storm has hundreds, a few for each consent.</summary>
    private const int MostActs = 200;

    private const int MostRejections = 20;

    public async Task<EscalationPage> PageAsync(EscalationQuery query, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var take = Math.Clamp(query.Take, 1, MostTake);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var found = await Filter(Joined(db), query).OrderByDescending(row => row.Consent.Id).Take(take).ToListAsync(cancellation);
        return new EscalationPage(
            [.. found.Select(Row)],
            found.Count == take ? found[^1].Consent.Id : null,
            await RejectionsAsync(db, query.Source, cancellation));
    }

    /// <summary>Null: there is no such escalation.</summary>
    public async Task<EscalationReport?> FindAsync(string key, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        if (await Joined(db).SingleOrDefaultAsync(row => row.Consent.Key == key, cancellation) is not { } found)
            return null;
        var (consentId, incidentId) = (found.Consent.Id, found.Incident?.Id);
        var acts = incidentId is null
            ? []
            : await db
                .IncidentActs.AsNoTracking()
                .Where(act => act.IncidentId == incidentId)
                .OrderBy(act => act.Id)
                .Take(MostActs)
                .ToListAsync(cancellation);
        // Only the effects of this consent, and those that belong to the whole incident.
        var effects = await db
            .Effects.AsNoTracking()
            .Where(effect =>
                effect.ConsentId == consentId || (incidentId != null && effect.IncidentId == incidentId && effect.ConsentId == null)
            )
            .OrderBy(effect => effect.Id)
            .ToListAsync(cancellation);
        return new EscalationReport(
            key, StateOf(found), Consent(found.Consent), found.Decision is { } decision ? Decision(decision) : null, Latencies(found, acts),
            found.Incident is { } incident ? Incident(incident, found.Consent) : null,
            [.. acts.Select(act => new ReportedAct(act.Kind, act.Outcome, act.Actor, act.Origin, act.Reason, act.At))],
            [.. effects.Select(Effect)],
            found.Consent.Source == ConsentSource.Drill
        );
    }

    private static async Task<ReportedRejections> RejectionsAsync(OAuthAttestDb db, ConsentSource? source, CancellationToken cancellation)
    {
        var all = db.RejectedRecords.AsNoTracking().Where(record => source == null || record.Source == source);
        var newest = await all.OrderByDescending(record => record.LastReceivedAt).Take(MostRejections).ToListAsync(cancellation);
        return new ReportedRejections(
            newest.Count < MostRejections ? newest.Count : await all.CountAsync(cancellation),
            newest.ConvertAll(record => new ReportedRejection(
                record.Source, record.Position, record.Problem, record.Digest, record.Shape,
                record.FirstReceivedAt, record.LastReceivedAt, record.Times)));
    }

    private static IQueryable<Found> Joined(OAuthAttestDb db) =>
        from consent in db.Consents.AsNoTracking()
        join escalation in db.Escalations.AsNoTracking() on consent.Id equals escalation.ConsentId into decisions
        from decision in decisions.DefaultIfEmpty()
        join other in db.Incidents.AsNoTracking() on decision.IncidentId equals other.Id into incidents
        from incident in incidents.DefaultIfEmpty()
        select new Found { Consent = consent, Decision = decision, Incident = incident };

    private static IQueryable<Found> Filter(IQueryable<Found> all, EscalationQuery query)
    {
        if (query.After is { } after)
            all = all.Where(row => row.Consent.Id < after);
        if (query.Source is { } source)
            all = all.Where(row => row.Consent.Source == source);
        if (query.Since?.ToUniversalTime() is { } since)
            all = all.Where(row => row.Consent.ReceivedAt >= since);
        return query.State switch
        {
            null => all,
            EscalationState.Received => all.Where(row => row.Decision == null),
            EscalationState.Exited => all.Where(row => row.Decision != null && row.Decision.Verdict == EscalationVerdict.Exit),
            EscalationState.Open => all.Where(row => row.Incident != null && row.Incident.State == IncidentState.Open),
            EscalationState.Acknowledged => all.Where(row => row.Incident != null && row.Incident.State == IncidentState.Acknowledged),
            EscalationState.Resolved => all.Where(row => row.Incident != null && row.Incident.State == IncidentState.Resolved),
            _ => throw new ArgumentOutOfRangeException(nameof(query), query.State, "There is no such state."),
        };
    }

    private static EscalationState StateOf(Found found) => (found.Decision?.Verdict, found.Incident?.State) switch
    {
        (null, _) => EscalationState.Received,
        (EscalationVerdict.Exit, _) => EscalationState.Exited,
        (_, IncidentState.Acknowledged) => EscalationState.Acknowledged,
        (_, IncidentState.Resolved) => EscalationState.Resolved,
        _ => EscalationState.Open,
    };

    private static EscalationRow Row(Found found)
    {
        var (consent, decision) = (found.Consent, found.Decision);
        return new EscalationRow(
            consent.Id,
            consent.Key,
            StateOf(found),
            consent.Source,
            consent.Facts.Provider.ToString(),
            consent.Facts.OccurredAt,
            consent.ReceivedAt,
            consent.Facts.Who.Email ?? consent.Facts.Who.Name ?? consent.Facts.Who.ExternalId,
            consent.Facts.App.ClientId,
            consent.Facts.App.Name,
            decision?.Risk,
            decision?.Privilege,
            decision?.Category,
            decision?.Rules ?? [],
            decision?.RemovedAt,
            found.Incident?.DedupKey,
            consent.Source == ConsentSource.Drill
        );
    }

    private ReportedConsent Consent(ConsentRecord consent) =>
        new(
            consent.Source,
            consent.EventKey,
            consent.Facts.Provider.ToString(),
            consent.Facts.Tenant,
            consent.Facts.OccurredAt,
            consent.ReceivedAt,
            consent.PushedAt,
            consent.PolledAt,
            consent.Facts.Who.ExternalId,
            consent.Facts.Who.Email,
            consent.Facts.Who.Name,
            consent.Facts.App.ClientId,
            consent.Facts.App.Name,
            consent.Facts.App.Publisher,
            consent.Facts.App.IsPublisherVerified,
            consent.Facts.App.RegisteredAt,
            consent.Facts.ConsentType,
            consent.Facts.IsAdminConsent,
            [
                .. dictionary
                    .ExplainAll(consent.Facts.Provider, consent.Facts.Scopes, consent.Facts.ConsentType)
                    .Select(scope => new ReportedScope(scope.Scope, scope.Risk, scope.Sentence, scope.IsKnown)),
            ],
            consent.Facts.IpAddress,
            consent.Facts.UserAgent,
            consent.Revision,
            consent.Facts.Who.Kind,
            [.. consent.Facts.OtherPrincipals],
            [
                .. dictionary
                    .ExplainAll(consent.Facts.Provider, consent.Facts.EarlierScopes, consent.Facts.ConsentType)
                    .Select(scope => new ReportedScope(scope.Scope, scope.Risk, scope.Sentence, scope.IsKnown)),
            ],
            consent.Facts.App.ObjectId
        );

    private static ReportedDecision Decision(Escalation decision) =>
        new(
            decision.Verdict,
            decision.Revision,
            decision.DecidedAt,
            decision.Risk,
            [.. decision.Rules.Select(rule => new ReportedRule(rule, RuleNames.InWords(rule)))],
            decision.Privilege,
            decision.Category,
            decision.Role,
            decision.RosterReadAt,
            Seconds(decision.RosterReadAt, decision.DecidedAt),
            decision.RemovedAt,
            decision.RemovedByCampaign,
            decision.RemovalStanding,
            decision.DictionaryVersion,
            PrivilegeWords.Standing(decision.Privilege, decision.Category, decision.Role),
            decision.RosterNote,
            decision.OnBehalfOf,
            decision.IsPrivilegeOfPrincipal
        );

    private static ReportedLatencies Latencies(Found found, IReadOnlyList<IncidentAct> acts) => new(
        (found.Consent.ReceivedAt - found.Consent.Facts.OccurredAt).TotalSeconds,
        found.Incident?.PagedAt is { } paged && paged >= found.Consent.ReceivedAt ? Seconds(found.Consent.ReceivedAt, paged) : null,
        Seconds(found.Incident?.PagedAt, FirstAcknowledged(found.Incident, acts)));

    // The incident keeps the newest acknowledgement; it has several when it was open again in between.
    private static DateTimeOffset? FirstAcknowledged(Incident? incident, IReadOnlyList<IncidentAct> acts)
    {
        var first = acts.FirstOrDefault(act =>
            act is { Kind: IncidentActKind.Acknowledge or IncidentActKind.Revoke, Outcome: IncidentActOutcome.Done }
        )?.At;
        return first < incident?.AcknowledgedAt ? first : incident?.AcknowledgedAt;
    }

    private ReportedIncident Incident(Incident incident, ConsentRecord consent) =>
        new(
            incident.DedupKey,
            IncidentKeys.InstanceId(incident.DedupKey),
            incident.DedupKey == IncidentKeys.DedupKey(consent.Key),
            incident.State,
            incident.Consents,
            incident.Risk,
            incident.OpenedAt,
            incident.LastConsentAt,
            incident.PagedAt,
            incident.PageRoute,
            incident.AcknowledgedAt,
            incident.AcknowledgedBy,
            incident.ResolvedAt,
            incident.ResolvedBy,
            incident.End,
            incident.Reason,
            incident.PagerDutyUrl,
            incident.SlackChannel,
            incident.SlackTimestamp,
            options.Value.RunbookUrl
        );

    private static ReportedEffect Effect(EscalationEffect effect) => new(
        effect.Key, effect.Kind, effect.State, effect.Attempts, effect.LastError, effect.CreatedAt, effect.DoneAt,
        effect.IsOpen() ? effect.NextAttemptAt : null);

    private static double? Seconds(DateTimeOffset? from, DateTimeOffset? to) => (to - from)?.TotalSeconds;

    private sealed class Found
    {
        public required ConsentRecord Consent { get; init; }

        public required Escalation? Decision { get; init; }

        public required Incident? Incident { get; init; }
    }
}
