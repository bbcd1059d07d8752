namespace OAuthAttest.Escalations;

public enum IncidentEnd
{
    /// <summary>The responder revoked the grants.</summary>
    Revoked = 1,

    /// <summary>It was fine; the reason is kept.</summary>
    FalsePositive = 2,

    /// <summary>Resolved in PagerDuty.</summary>
    ResolvedInPagerDuty = 3,
}
