using OAuthAttest.Grants;

namespace OAuthAttest.Escalations;

/// <summary>
/// What is paged: one app in one tenant. The first escalated consent opens it; later ones of the same app join it within the storm
/// window, so that a storm is one page with a growing count.
/// </summary>
public sealed class Incident
{
    public long Id { get; init; }

    /// <summary>PagerDuty's dedup key, from the first consent: <c>consent:{escalation key}</c>. Never used for a later incident.</summary>
    public required string DedupKey { get; init; }

    /// <summary>See <see cref="Escalations.Drill"/>.</summary>
    public bool IsDrill => Drill.Is(DedupKey);

    public required ProviderName Provider { get; init; }

    /// <summary>Empty where the source names none.</summary>
    public required string Tenant { get; init; }

    /// <summary>The app's client id; until a record names that, Entra's id of its service principal behind <c>sp:</c>.</summary>
    public required string ClientId { get; set; }

    public required IncidentState State { get; set; }

    /// <summary>True while consents of the same app join; an app has at most one such incident.</summary>
    public bool IsGathering { get; set; }

    public required DateTimeOffset OpenedAt { get; init; }

    public required DateTimeOffset LastConsentAt { get; set; }

    /// <summary>The number of escalated consents so far.</summary>
    public int Consents { get; set; }

    /// <summary>The highest risk among them.</summary>
    public required Risk Risk { get; set; }

    /// <summary>How many consents the last page reported.</summary>
    public int ToldConsents { get; set; }

    /// <summary>When the first page was accepted.</summary>
    public DateTimeOffset? PagedAt { get; set; }

    /// <summary>The key with which the newest alert was accepted; none: not yet.</summary>
    public PageRoute PageRoute { get; set; }

    /// <summary>When the security channel was alerted that the newest page failed.</summary>
    public DateTimeOffset? PageFailureToldAt { get; set; }

    public string? PagerDutyIncidentId { get; set; }

    public string? PagerDutyUrl { get; set; }

    public string? SlackChannel { get; set; }

    /// <summary>The summary's <c>ts</c>; the details are posted in its thread.</summary>
    public string? SlackTimestamp { get; set; }

    /// <summary>The newest acknowledgement; it stays when the incident is open again.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>A Slack user id or PagerDuty's name of a person.</summary>
    public string? AcknowledgedBy { get; set; }

    public DateTimeOffset? ResolvedAt { get; set; }

    public string? ResolvedBy { get; set; }

    public IncidentEnd? End { get; set; }

    /// <summary>Why it was a false positive.</summary>
    public string? Reason { get; set; }

    /// <summary>Grows with every change that messages show; a posted message remembers the revision that it shows.</summary>
    public int Revision { get; set; }

    public int PaintedRevision { get; set; }

    /// <summary>A responder has acknowledged it.</summary>
    public void Acknowledge(string by, DateTimeOffset now)
    {
        MoveTo(IncidentState.Acknowledged);
        (AcknowledgedAt, AcknowledgedBy) = (now, by);
    }

    /// <summary>Nobody has it any more: there is somebody new, or the acknowledgement was taken back.</summary>
    public void OpenAgain() => MoveTo(IncidentState.Open);

    /// <summary>The next page is another alert with a dedup key of its own.</summary>
    public void WantNewAlert()
    {
        if (State != IncidentState.Open || PageRoute == PageRoute.None)
            throw new InvalidOperationException($"Incident {DedupKey} is {State} by {PageRoute}: its alert still notifies.");
        (PageRoute, PageFailureToldAt, PagerDutyIncidentId, PagerDutyUrl) = (PageRoute.None, null, null, null);
    }

    /// <summary>It was acknowledged before it was resolved, but PagerDuty's webhook about it arrived later.</summary>
    public void AcknowledgeLate(string by)
    {
        if (State != IncidentState.Resolved || AcknowledgedAt is not null)
            throw new InvalidOperationException($"Incident {DedupKey} is {State}: there is no acknowledgement to add.");
        (AcknowledgedAt, AcknowledgedBy) = (ResolvedAt, by);
        Revision++;
    }

    /// <summary>Resolves it; a later consent of the same app opens another incident.</summary>
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
