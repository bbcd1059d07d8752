namespace OAuthAttest.Escalations.Incidents;

/// <summary>A person's request to change an incident.</summary>
/// <param name="Actor">A Slack user id (checked against the responders), or PagerDuty's id of a person (PagerDuty checked them).</param>
/// <param name="Reason">Required for a false positive.</param>
/// <param name="DeliveryKey">The same for every delivery of this click or event.</param>
/// <param name="Alert">Which of the incident's alerts it was done to, from 1; null: the newest, or all.</param>
public sealed record IncidentActOrder(
    long IncidentId,
    IncidentActKind Kind,
    string Actor,
    ActOrigin Origin,
    string? Reason,
    string DeliveryKey,
    DateTimeOffset Now,
    int? Alert = null
);

/// <param name="Outcome">The result.</param>
/// <param name="Incident">Its current state; null when there is no such incident.</param>
public sealed record IncidentActReceipt(IncidentActOutcome Outcome, Incident? Incident);
