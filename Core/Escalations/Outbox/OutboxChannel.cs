namespace OAuthAttest.Escalations.Outbox;

/// <summary>
/// An incident's effects are split into channels, one for each service. Within a channel they are sent one after another, so that a
/// resolve never overtakes its page. Channels do not wait for each other, so that a service that is down delays no other.
/// </summary>
public enum OutboxChannel
{
    PagerDuty = 1,
    Slack = 2,
    Datadog = 3,
    Revocation = 4,
}
