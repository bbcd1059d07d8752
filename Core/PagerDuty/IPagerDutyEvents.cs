namespace OAuthAttest.PagerDuty;

/// <summary>PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/events-api-v2-overview): page, acknowledge, resolve.</summary>
public interface IPagerDutyEvents
{
    /// <summary>
    /// Sends one event. The dedup key makes a repetition harmless, so an attempt with an unknown outcome is simply repeated.
    /// Accepted means queued: the service's configuration in PagerDuty decides who is called.
    /// </summary>
    /// <exception cref="PagerDutyThrottledException">429: wait, then repeat.</exception>
    /// <exception cref="PagerDutyUnavailableException">No clear answer, or 5xx: repeat. The event may have been accepted.</exception>
    /// <exception cref="PagerDutyRejectedException">
    /// 400 and the like: our error or a wrong key; the same event would be refused again.
    /// </exception>
    public Task<PagerDutyAccepted> SendAsync(PagerDutyEvent @event, CancellationToken cancellation);
}

/// <param name="DedupKey">The key that PagerDuty returned.</param>
public sealed record PagerDutyAccepted(string DedupKey);
