using OAuthAttest.Escalations.Consents;
using OAuthAttest.Escalations.Outbox;
using OAuthAttest.Grants;
using OAuthAttest.Rosters;

namespace OAuthAttest.Escalations.Incidents;

/// <summary>The status of an escalation in reports.</summary>
public enum EscalationState
{
    /// <summary>Accepted and not decided yet.</summary>
    Received = 1,

    Exited = 2,

    Open = 3,

    Acknowledged = 4,

    Resolved = 5,
}

/// <param name="State">Null: all.</param>
/// <param name="Source">Null: all.</param>
/// <param name="Since">Received at this time or later; null: all.</param>
/// <param name="After">The last id of the page before; null: begin with the newest.</param>
public sealed record EscalationQuery(EscalationState? State, ConsentSource? Source, DateTimeOffset? Since, long? After, int Take);

/// <param name="NextAfter">Null on the last page.</param>
/// <param name="Rejected">What sources delivered and nobody could read; any of it may be a consent.</param>
public sealed record EscalationPage(IReadOnlyList<EscalationRow> Rows, long? NextAfter, ReportedRejections Rejected);

/// <param name="Count">How many different records there are.</param>
/// <param name="Newest">The newest of them.</param>
public sealed record ReportedRejections(int Count, IReadOnlyList<ReportedRejection> Newest);

/// <param name="Shape">The record's names and kinds of values, without the values.</param>
/// <param name="Times">How many times it came.</param>
public sealed record ReportedRejection(
    ConsentSource Source,
    string Position,
    string Problem,
    string Digest,
    string Shape,
    DateTimeOffset FirstReceivedAt,
    DateTimeOffset LastReceivedAt,
    int Times
);

/// <param name="Privilege">Null while it is not decided.</param>
/// <param name="DedupKey">The incident's dedup key; null after an exit.</param>
/// <param name="IsDrill">Nobody consented: the alerting was tried.</param>
public sealed record EscalationRow(
    long Id,
    string Key,
    EscalationState State,
    ConsentSource Source,
    string Provider,
    DateTimeOffset OccurredAt,
    DateTimeOffset ReceivedAt,
    string? Person,
    string ClientId,
    string? App,
    Risk? Risk,
    Privilege? Privilege,
    RosterCategory? Category,
    IReadOnlyList<string> Rules,
    DateTimeOffset? RemovedBeforeAt,
    string? DedupKey,
    bool IsDrill
);

/// <summary>Everything known about one escalation.</summary>
public sealed record EscalationReport(
    string Key,
    EscalationState State,
    ReportedConsent Consent,
    ReportedDecision? Decision,
    ReportedLatencies Latencies,
    ReportedIncident? Incident,
    IReadOnlyList<ReportedAct> Acts,
    IReadOnlyList<ReportedEffect> Effects,
    bool IsDrill
);

/// <param name="OnBehalfOfIds">The accounts for which the grant was made, where they are not its maker's.</param>
/// <param name="EarlierScopes">What the app had before, as far as the source tells.</param>
public sealed record ReportedConsent(
    ConsentSource Source,
    string EventKey,
    string Provider,
    string? Tenant,
    DateTimeOffset OccurredAt,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? PushedAt,
    DateTimeOffset? PolledAt,
    string? PersonId,
    string? PersonEmail,
    string? PersonName,
    string ClientId,
    string? App,
    string? Publisher,
    bool? IsPublisherVerified,
    DateTimeOffset? AppRegisteredAt,
    ConsentType ConsentType,
    bool? IsAdminConsent,
    IReadOnlyList<ReportedScope> Scopes,
    string? IpAddress,
    string? UserAgent,
    int Revision,
    ActorKind PersonKind,
    IReadOnlyList<string> OnBehalfOfIds,
    IReadOnlyList<ReportedScope> EarlierScopes,
    string? AppObjectId
);

/// <param name="Meaning">In plain words.</param>
public sealed record ReportedScope(string Scope, Risk Risk, string Meaning, bool IsKnown);

/// <param name="RosterAgeSeconds">At the time of the decision; null: there was no roster, or it could not be read.</param>
/// <param name="RemovedBeforeAt">When a campaign removed the same app of the same person, or decided or listed it.</param>
/// <param name="RemovalStanding">What is proven of that.</param>
/// <param name="Standing">The privilege in words.</param>
/// <param name="RosterNote">Why the privilege is unknown, or what the roster lacks.</param>
/// <param name="OnBehalfOf">For whom the grant was made, with their standing; null: for its maker.</param>
/// <param name="IsPrivilegeOfPrincipal">The privilege is that of <paramref name="OnBehalfOf"/>, and not the maker's.</param>
public sealed record ReportedDecision(
    EscalationVerdict Verdict,
    int Revision,
    DateTimeOffset DecidedAt,
    Risk Risk,
    IReadOnlyList<ReportedRule> Rules,
    Privilege Privilege,
    RosterCategory? Category,
    string? Role,
    DateTimeOffset? RosterReadAt,
    double? RosterAgeSeconds,
    DateTimeOffset? RemovedBeforeAt,
    string? RemovedByCampaign,
    RemovalStanding? RemovalStanding,
    string DictionaryVersion,
    string Standing,
    string? RosterNote,
    string? OnBehalfOf,
    bool IsPrivilegeOfPrincipal
);

public sealed record ReportedRule(string Rule, string Words);

/// <summary>In seconds; null: has not happened, or, for a consent that joined, the page was sent before it.</summary>
public sealed record ReportedLatencies(double ConsentToArrivalSeconds, double? ArrivalToPageSeconds, double? PageToAcknowledgementSeconds);

/// <param name="OpenedByThis">This consent opened it.</param>
public sealed record ReportedIncident(
    string DedupKey,
    string InstanceId,
    bool OpenedByThis,
    IncidentState State,
    int Consents,
    Risk Risk,
    DateTimeOffset OpenedAt,
    DateTimeOffset LastConsentAt,
    DateTimeOffset? PagedAt,
    PageRoute PageRoute,
    DateTimeOffset? AcknowledgedAt,
    string? AcknowledgedBy,
    DateTimeOffset? ResolvedAt,
    string? ResolvedBy,
    IncidentEnd? End,
    string? Reason,
    string? PagerDutyUrl,
    string? SlackChannel,
    string? SlackTimestamp,
    Uri? RunbookUrl
);

public sealed record ReportedAct(
    IncidentActKind Kind,
    IncidentActOutcome Outcome,
    string Actor,
    ActOrigin Origin,
    string? Reason,
    DateTimeOffset At
);

public sealed record ReportedEffect(
    string Key,
    EffectKind Kind,
    EffectState State,
    int Attempts,
    string? LastError,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DoneAt,
    DateTimeOffset? NextAttemptAt
);
