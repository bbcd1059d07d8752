namespace OAuthAttest.Escalations;

public enum IncidentActKind
{
    Acknowledge = 1,
    Revoke = 2,
    FalsePositive = 3,
    Resolve = 4,

    /// <summary>PagerDuty took the acknowledgement back.</summary>
    Unacknowledge = 5,

    /// <summary>Somebody reopened it in PagerDuty; it stays resolved here.</summary>
    Reopen = 6,

    /// <summary>Something happened to it in PagerDuty that changes nothing here; the reason names it.</summary>
    Other = 7,
}
