namespace OAuthAttest.Escalations;

public enum IncidentState
{
    Open = 1,
    Acknowledged = 2,
    Resolved = 3,
}
