namespace OAuthAttest.Escalations.Outbox;

public enum EffectKind
{
    /// <summary>Start the orchestration that decides and carries out.</summary>
    Start = 1,

    Page = 2,
    PageFallback = 3,
    PageFailedAlert = 4,
    SlackSummary = 5,
    SlackDetails = 6,
    DatadogEvent = 7,
    DatadogMetric = 8,
    PagerDutyAcknowledge = 9,
    PagerDutyResolve = 10,
    Revoke = 11,

    /// <summary>Read the link of PagerDuty's incident back.</summary>
    PageLink = 12,

    /// <summary>A note in the thread about a later event.</summary>
    SlackNote = 13,

    /// <summary>A notice about a feed, which belongs to no incident.</summary>
    FeedNotice = 14,
}
