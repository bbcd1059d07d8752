namespace OAuthAttest.Escalations.Evaluation;

/// <param name="Verdict">What to do.</param>
/// <param name="IncidentId">The incident that is paged; null after an exit.</param>
/// <param name="DedupKey">The incident's dedup key.</param>
/// <param name="OpensIncident">This consent opened the incident; false: it joined one that was open.</param>
/// <param name="NotBefore">
/// Nothing was decided: another record that names the app is expected, and the decision waits for it until then.
/// </param>
public sealed record ConsentEvaluation(
    EscalationVerdict Verdict,
    long? IncidentId,
    string? DedupKey,
    bool OpensIncident,
    DateTimeOffset? NotBefore = null
);
