namespace OAuthAttest.Telemetry;

/// <content>Consents, incidents, revocations and polls.</content>
public static partial class BusinessEvents
{
    private static readonly BusinessEventKind Received = new("consent.received", [Source, "arrival"], ["consents", "new"]);
    private static readonly BusinessEventKind NotCommitted = new("consent.not_committed", [], ["deliveries"]);
    private static readonly BusinessEventKind Refused = new("consent.refused", [Source, "reason"], []);
    private static readonly BusinessEventKind Unreadable = new("consent.unreadable", [Source], ["records"]);
    private static readonly BusinessEventKind Blocked = new("consent.blocked", [Source], ["records"]);
    private static readonly BusinessEventKind ConsentDecided = new(
        "consent.decided",
        [Source, Provider, "verdict", "risk", "privilege"],
        ["secondsToDecision"]
    );
    private static readonly BusinessEventKind Paged = new("escalation.paged", [Provider, "route"], ["attempts", "secondsToPage"]);
    private static readonly BusinessEventKind PageFailed = new("escalation.page_failed", [Provider], []);
    private static readonly BusinessEventKind Acknowledged = new(
        "escalation.acknowledged",
        [Provider, "origin"],
        ["secondsToAcknowledgement"]
    );
    private static readonly BusinessEventKind IncidentClosed = new("escalation.closed", [Provider, "end"], ["consents", "secondsOpen"]);
    private static readonly BusinessEventKind RevocationOrdered = new("revocation.ordered", [Provider], []);
    private static readonly BusinessEventKind RevocationEnded = new("revocation.ended", [Provider, Outcome], ["removed"]);
    private static readonly BusinessEventKind DeliveryFailed = new("delivery.failed", ["effect"], []);
    private static readonly BusinessEventKind PollEnded = new("poll.ended", [Source, Outcome], ["consents", "new"]);
    private static readonly BusinessEventKind PushesMissed = new("push.missed", [Source], ["consents"]);
    private static readonly BusinessEventKind RosterRead = new("roster.read", [Source, "complete"], ["entries", "new"]);
    private static readonly BusinessEventKind FeedAged = new("feed.checked", [Source, Part], ["secondsSinceSuccess", "failures"]);
    private static readonly BusinessEventKind FeedTroubled = new("feed.troubled", [Source, Part], []);
    private static readonly BusinessEventKind FeedRecovered = new("feed.recovered", [Source, Part], []);
    private static readonly BusinessEventKind RecordsSetAside = new("feed.record_set_aside", [Source], ["records"]);

    /// <param name="isNew">How many were not known before.</param>
    public static BusinessEvent ConsentsReceived(Enum source, Enum arrival, int consents, int isNew) =>
        new(Received, [Name(source), Name(arrival)], [consents, isNew]);

    public static BusinessEvent ConsentsNotCommitted(int deliveries) => new(NotCommitted, [], [deliveries]);

    /// <param name="reason">Why nothing of the delivery was taken.</param>
    public static BusinessEvent DeliveryWasRefused(Enum source, Enum reason) => new(Refused, [Name(source), Name(reason)], []);

    public static BusinessEvent RecordsWereUnreadable(Enum source, int records) => new(Unreadable, [Name(source)], [records]);

    /// <summary>Somebody tried to let an app in and the provider refused it.</summary>
    public static BusinessEvent ConsentsWereBlocked(Enum source, int records) => new(Blocked, [Name(source)], [records]);

    /// <param name="latency">From the consent to its decision.</param>
    public static BusinessEvent ConsentWasDecided(
        Enum source,
        string provider,
        Enum verdict,
        Enum risk,
        Enum privilege,
        TimeSpan latency
    ) => new(ConsentDecided, [Name(source), provider, Name(verdict), Name(risk), Name(privilege)], [Seconds(latency)]);

    /// <param name="latency">From the incident's opening.</param>
    public static BusinessEvent EscalationPaged(string provider, Enum route, int attempts, TimeSpan latency) =>
        new(Paged, [provider, Name(route)], [attempts, Seconds(latency)]);

    public static BusinessEvent EscalationPageFailed(string provider) => new(PageFailed, [provider], []);

    /// <inheritdoc cref="EscalationPaged" path="/param"/>
    public static BusinessEvent EscalationAcknowledged(string provider, Enum origin, TimeSpan latency) =>
        new(Acknowledged, [provider, Name(origin)], [Seconds(latency)]);

    /// <inheritdoc cref="EscalationPaged" path="/param"/>
    public static BusinessEvent EscalationClosed(string provider, Enum end, int consents, TimeSpan latency) =>
        new(IncidentClosed, [provider, Name(end)], [consents, Seconds(latency)]);

    public static BusinessEvent RevocationWasOrdered(string provider) => new(RevocationOrdered, [provider], []);

    public static BusinessEvent RevocationHasEnded(string provider, Enum outcome, int removed) =>
        new(RevocationEnded, [provider, Name(outcome)], [removed]);

    /// <summary>An outside service did not accept something, and no more attempts are made.</summary>
    public static BusinessEvent DeliveryGivenUp(Enum effect) => new(DeliveryFailed, [Name(effect)], []);

    public static BusinessEvent PollHasEnded(Enum source, Enum outcome, int consents, int isNew) =>
        new(PollEnded, [Name(source), Name(outcome)], [consents, isNew]);

    public static BusinessEvent PushesWereMissed(Enum source, int consents) => new(PushesMissed, [Name(source)], [consents]);

    /// <param name="isComplete">False: the version before stays.</param>
    /// <param name="isNew">How many the version before did not list.</param>
    public static BusinessEvent RosterWasRead(Enum source, bool isComplete, long entries, long isNew) =>
        new(RosterRead, [Name(source), isComplete ? "true" : "false"], [entries, isNew]);

    /// <param name="age">Since the last success, or since it has been expected to work.</param>
    public static BusinessEvent FeedWasChecked(Enum source, Enum part, TimeSpan age, int failures) =>
        new(FeedAged, [Name(source), Name(part)], [Seconds(age), failures]);

    public static BusinessEvent FeedIsTroubled(Enum source, Enum part) => new(FeedTroubled, [Name(source), Name(part)], []);

    public static BusinessEvent FeedHasRecovered(Enum source, Enum part) => new(FeedRecovered, [Name(source), Name(part)], []);

    public static BusinessEvent RecordsWereSetAside(Enum source, int records) => new(RecordsSetAside, [Name(source)], [records]);
}
