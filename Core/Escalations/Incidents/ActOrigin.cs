namespace OAuthAttest.Escalations.Incidents;

public enum ActOrigin
{
    Slack = 1,
    PagerDuty = 2,
}
