namespace OAuthAttest.Escalations;

public enum ActOrigin
{
    Slack = 1,
    PagerDuty = 2,
}
