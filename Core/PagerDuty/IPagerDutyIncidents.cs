namespace OAuthAttest.PagerDuty;

/// <summary>PagerDuty's REST API, read only: finds the incident that a page opened.</summary>
public interface IPagerDutyIncidents
{
    /// <summary>False while no REST key is set.</summary>
    public bool IsConfigured { get; }

    /// <summary>The incident that a dedup key opened; null while PagerDuty has none (a page is queued before it becomes one).</summary>
    /// <exception cref="PagerDutyThrottledException">429.</exception>
    /// <exception cref="PagerDutyUnavailableException">No clear answer, or 5xx.</exception>
    /// <exception cref="PagerDutyRejectedException">The key is wrong or may not read incidents.</exception>
    public Task<PagerDutyIncidentLink?> FindAsync(string dedupKey, CancellationToken cancellation);

    /// <summary>
    /// The dedup keys of an incident's alerts, which the webhook about an incident made of alerts does not contain. Also empty when
    /// PagerDuty knows no such incident.
    /// </summary>
    /// <inheritdoc cref="FindAsync" path="/exception"/>
    public Task<IReadOnlyList<string>> AlertKeysAsync(string incidentId, CancellationToken cancellation);
}

/// <param name="Id">E.g. <c>Q1ABC2DEF</c>.</param>
/// <param name="Url">The incident's web page.</param>
public sealed record PagerDutyIncidentLink(string Id, Uri Url);
