namespace OAuthAttest.Escalations.Evaluation;

/// <param name="Verdict">What to do.</param>
/// <param name="IncidentId">The incident that is paged; null after an exit.</param>
/// <param name="DedupKey">The incident's dedup key.</param>
/// <param name="OpensIncident">This consent opened the incident; false: it joined one that was open.</param>
public sealed record ConsentEvaluation(EscalationVerdict Verdict, long? IncidentId, string? DedupKey, bool OpensIncident);
