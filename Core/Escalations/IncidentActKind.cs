namespace OAuthAttest.Escalations;

public enum IncidentActKind
{
    Acknowledge = 1,
    Revoke = 2,
    FalsePositive = 3,
    Resolve = 4,
}
