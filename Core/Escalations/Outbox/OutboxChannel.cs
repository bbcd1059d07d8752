namespace OAuthAttest.Escalations.Outbox;

/// <summary>
/// What an incident needs outside goes in channels, one a service: within a channel one thing after another, so that a resolve never
/// overtakes its page; between channels nothing waits, so that a service that is down holds up nobody.
/// </summary>
public enum OutboxChannel
{
    PagerDuty = 1,
    Slack = 2,
    Datadog = 3,
    Revocation = 4,
}
