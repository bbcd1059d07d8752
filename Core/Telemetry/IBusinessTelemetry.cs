namespace OAuthAttest.Telemetry;

/// <summary>
/// Where business facts are told for dashboards and alerts. Evidence is the audit log and what people must hear goes by the outboxes;
/// this is best effort. Told after the commit of what it tells of, never inside a transaction.
/// </summary>
public interface IBusinessTelemetry
{
    /// <summary>Never waits and never throws: a channel that is slow or broken changes nothing for the caller.</summary>
    public void Track(BusinessEvent fact);
}
