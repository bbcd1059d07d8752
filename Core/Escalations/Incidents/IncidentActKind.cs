namespace OAuthAttest.Escalations.Incidents;

public enum IncidentActKind
{
    Acknowledge = 1,
    Revoke = 2,
    FalsePositive = 3,
    Resolve = 4,
}
