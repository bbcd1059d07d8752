using OAuthAttest.Grants;

namespace OAuthAttest.Escalations;

/// <summary>
/// What is paged: one app in one tenant. The first escalated consent opens it, later ones of the same app join it while they keep
/// coming, so that a storm is one page with a growing count.
/// </summary>
public sealed class Incident
{
    public long Id { get; init; }

    /// <summary>PagerDuty's dedup key, from the first consent: <c>consent:{escalation key}</c>. Never used for a later incident.</summary>
    public required string DedupKey { get; init; }

    public required ProviderName Provider { get; init; }

    /// <summary>Empty where the source names none.</summary>
    public required string Tenant { get; init; }

    public required string ClientId { get; init; }

    public required IncidentState State { get; set; }

    /// <summary>True while consents of the same app join; one such incident an app at a time.</summary>
    public bool IsGathering { get; set; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset LastConsentAt { get; set; }

    /// <summary>Escalated consents so far.</summary>
    public int Consents { get; set; }

    /// <summary>The worst of them.</summary>
    public required Risk Risk { get; set; }

    /// <summary>How many consents the page and the channel were last told of.</summary>
    public int ToldConsents { get; set; }

    public DateTimeOffset? PagedAt { get; set; }

    public PageRoute PageRoute { get; set; }

    /// <summary>When the channel was told that the page failed.</summary>
    public DateTimeOffset? PageFailureToldAt { get; set; }

    public string? PagerDutyIncidentId { get; set; }

    public string? PagerDutyUrl { get; set; }

    public string? SlackChannel { get; set; }

    /// <summary>The summary's <c>ts</c>; the details are its thread.</summary>
    public string? SlackTimestamp { get; set; }

    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>A Slack user id or PagerDuty's name of a person.</summary>
    public string? AcknowledgedBy { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    public string? ResolvedBy { get; set; }

    public IncidentEnd? End { get; set; }

    /// <summary>Why it was a false positive.</summary>
    public string? Reason { get; set; }

    /// <summary>Changes with every act and every joining consent; a message remembers which one it shows.</summary>
    public int Revision { get; set; }

    public int PaintedRevision { get; set; }

    /// <summary>A responder has taken it.</summary>
    public void Acknowledge(string by, DateTimeOffset now)
    {
        MoveTo(IncidentState.Acknowledged);
        (AcknowledgedAt, AcknowledgedBy) = (now, by);
    }

    /// <summary>It had been taken before it was over, but the news came after.</summary>
    public void AcknowledgeLate(string by)
    {
        if (State != IncidentState.Resolved || AcknowledgedAt is not null)
            throw new InvalidOperationException($"Incident {DedupKey} is {State}: there is no acknowledgement to add.");
        (AcknowledgedAt, AcknowledgedBy) = (ResolvedAt, by);
        Revision++;
    }

    /// <summary>It is over; a later consent of the same app opens another incident.</summary>
    public void Resolve(IncidentEnd end, string by, DateTimeOffset now)
    {
        MoveTo(IncidentState.Resolved);
        (End, ResolvedAt, ResolvedBy, IsGathering) = (end, now, by, false);
    }

    private void MoveTo(IncidentState state)
    {
        if (!IncidentTransitions.IsLegal(State, state))
            throw new InvalidOperationException($"Incident {DedupKey} cannot go from {State} to {state}.");
        State = state;
        Revision++;
    }
}
