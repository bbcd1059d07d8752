namespace OAuthAttest.Escalations;

public enum IncidentEnd
{
    /// <summary>The responder revoked the grants.</summary>
    Revoked = 1,

    /// <summary>The consent was legitimate; the reason is stored.</summary>
    FalsePositive = 2,

    /// <summary>Resolved in PagerDuty.</summary>
    ResolvedInPagerDuty = 3,

    /// <summary>A drill that was over.</summary>
    Drill = 4,
}
