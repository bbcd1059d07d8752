namespace OAuthAttest.Escalations;

public enum IncidentActOutcome
{
    Done = 1,

    /// <summary>The incident was in that state already; nothing changed.</summary>
    AlreadySo = 2,

    RefusedNotResponder = 3,
    RefusedResolved = 4,
    RefusedUnknownIncident = 5,
    RefusedReasonMissing = 6,

    /// <summary>It was about an alert before the incident's newest one; the incident did not change.</summary>
    EarlierAlert = 7,

    /// <summary>Kept as evidence only.</summary>
    NotUsed = 8,

    /// <summary>In a drill only the acknowledgement does anything.</summary>
    RefusedDrill = 9,
}
