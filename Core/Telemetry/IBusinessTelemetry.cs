namespace OAuthAttest.Telemetry;

/// <summary>
/// Sends business events for dashboards and alerts. This is best effort: evidence is in the audit log, and messages to people go
/// through the outboxes. Called after the commit of the change, never inside a transaction.
/// </summary>
public interface IBusinessTelemetry
{
    /// <summary>Never waits and never throws: a slow or broken telemetry backend does not affect the caller.</summary>
    public void Track(BusinessEvent fact);
}
