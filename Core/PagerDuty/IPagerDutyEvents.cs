namespace OAuthAttest.PagerDuty;

/// <summary>PagerDuty's Events API v2 (https://developer.pagerduty.com/docs/events-api-v2-overview): pages, acknowledges, resolves.</summary>
public interface IPagerDutyEvents
{
    /// <summary>
    /// Sends one event. The dedup key makes a repetition harmless, so an attempt whose end is not known is simply made again.
    /// Accepted means queued: it is the service's configuration that decides who is called.
    /// </summary>
    /// <exception cref="PagerDutyThrottledException">429: wait, then repeat.</exception>
    /// <exception cref="PagerDutyUnavailableException">No clear answer, or 5xx: repeat. It may have been accepted.</exception>
    /// <exception cref="PagerDutyRejectedException">400 and the like: our fault or a wrong key; the same event is refused again.</exception>
    public Task<PagerDutyAccepted> SendAsync(PagerDutyEvent @event, CancellationToken cancellation);
}

/// <param name="DedupKey">As PagerDuty answered it.</param>
public sealed record PagerDutyAccepted(string DedupKey);
